"""The search in a process of its own: a server's worker may take little memory and time, a million needs both.

The records stay in the anonymous file of the caller, whose descriptor is handed on; the pairs come back by a pipe.
"""
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from .match_explain import Explanation, Piece
from .match_find import Finder, Found, Pair
from .match_store import MemoryFile

FOLDER = Path(__file__).resolve().parents[1]


class SearchFailed(Exception):
    """The process came to no end; the message is its last line."""


def find_in_process(kind, file, fields, apart=(), seconds=3600):
    """`(records, Found)` of the records in a `MemoryFile`, whose first column is the number of each.

    :param seconds: after which the process is ended
    :raise SearchFailed: it was ended, or has failed
    """
    file.flush()
    descriptor = file.raw.fileno()
    command = [sys.executable, '-m', 'tools.match_process', kind, str(descriptor), *fields]
    keep = {name: os.environ[name] for name in ('PATH', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH') if name in os.environ}
    try:
        done = subprocess.run(
            command, input=json.dumps(list(map(list, apart))).encode(), capture_output=True, pass_fds=(descriptor,),
            env={**keep, 'PYTHONPATH': str(FOLDER)}, cwd='/', timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise SearchFailed(f"it took longer than {seconds} seconds") from error
    if done.returncode:
        lines = done.stderr.decode(errors='replace').strip().splitlines()
        raise SearchFailed(lines[-1] if lines else f"it was ended by signal {-done.returncode}")
    answer = json.loads(done.stdout)
    pairs = [
        Pair(a, b, chance, rule, Explanation(other, tuple(Piece(*piece) for piece in pieces)))
        for a, b, chance, rule, other, pieces in answer['pairs']]
    return answer['records'], Found(pairs, answer['groups'], answer['looked_at'], answer['seconds'])


def main(kind, descriptor, *fields):
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU):  # those of the worker are for its requests
        _soft, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (hard, hard))
    apart = json.loads(sys.stdin.read())
    with Finder(kind) as finder:
        finder.load_file(MemoryFile(int(descriptor)), fields)
        records = finder.store.value("SELECT count(*) FROM given")
        found = finder.find(apart=apart)
    json.dump({
        'records': records, 'groups': found.groups, 'looked_at': found.looked_at, 'seconds': found.seconds,
        'pairs': [
            [pair.a, pair.b, pair.chance, pair.rule, pair.explanation.other, list(map(list, pair.explanation.pieces))]
            for pair in found.pairs],
    }, sys.stdout)


if __name__ == '__main__':
    main(*sys.argv[1:])
