"""The other side of a deed: a witness outside of the database, which no rollback reaches.

A folder with a durable log, one line per deed. What happened is counted from it, never from the database. The answers
are those of real providers: at once, late, a refusal for now, silence before the deed, silence after it, and silence
with a deed that is done seconds later, by a process that outlives the caller. Which one a request gets is drawn from
its key and its number, so that a run can be repeated.
"""

import fcntl
import os
import pathlib
import random
import subprocess
import sys
import time

LATE = 1.5  # seconds after which a late deed is done


class Silence(Exception):
    """No answer came; the deed may have been done or not."""


class Busy(Exception):
    """Nothing was done; ask again later."""


def _log(folder):
    return pathlib.Path(folder) / 'deeds.log'


def deeds(folder):
    """`{key: times it was done}`, from the log."""
    counts = {}
    if _log(folder).exists():
        for line in _log(folder).read_text().splitlines():
            counts[line] = counts.get(line, 0) + 1
    return counts


def do(folder, key, number, honours_keys, moody=True):
    """Do the deed of `key` and write it down; with `honours_keys` once, however often it is asked for.

    :param number: which request for this key it is
    :param moody: False answers at once and truthfully
    :return: reference of the deed
    """
    mood = random.Random(f'{key}/{number}').random() if moody else 1.0
    if mood < 0.10:
        raise Busy("come back later")
    if mood < 0.20:
        raise Silence("the line broke before the request arrived")
    if mood < 0.35:
        time.sleep(0.02)
    if 0.45 <= mood < 0.55:
        do_late(folder, key, honours_keys, LATE)
        time.sleep(0.05)
        raise Silence("the request is on its way, the line is not")
    _write_down(folder, key, honours_keys)
    if mood < 0.45:
        raise Silence("the line broke before the answer arrived")
    return f'ref-{key}'


def do_late(folder, key, honours_keys, seconds):
    """Let a process of its own do the deed later: the caller may be killed, the deed happens all the same."""
    # a shell leaves it behind at once: it is no child of the caller, and holds neither its connections nor its locks
    subprocess.run(
        ['sh', '-c', '"$@" &', 'sh', sys.executable, '-I', __file__, str(folder), key, str(int(honours_keys)),
         str(seconds)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        check=True)


def _write_down(folder, key, honours_keys):
    with open(_log(folder), 'a') as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        if not (honours_keys and key in deeds(folder)):
            log.write(f'{key}\n')
            log.flush()
            os.fsync(log.fileno())


def find(folder, key):
    """Reference of the deed of `key`, or None where it was never done."""
    return f'ref-{key}' if key in deeds(folder) else None


if __name__ == '__main__':
    _folder, _key, _honours, _seconds = sys.argv[1:]
    time.sleep(float(_seconds))
    _write_down(_folder, _key, bool(int(_honours)))
