"""The set-up's own promises: whole steps or none, clear refusals, nothing open to others."""
import hashlib
import os
import pathlib
import re
import stat
import subprocess

import pytest
from crmsetup import apt, common, instance, odoo_home, postgres, pyenv, testbed

ROOT = common.ROOT


def test_a_folder_takes_its_place_only_when_its_making_ends_well(tmp_path):
    final = tmp_path / "thing"
    with common.fresh(final) as new:
        (new / "version").write_text("1")
    with pytest.raises(ZeroDivisionError), common.fresh(final) as new:
        (new / "version").write_text("2")
        1 / 0  # noqa: B018
    assert (final / "version").read_text() == "1"
    with common.fresh(final) as new:  # what the interrupted one left is removed
        (new / "version").write_text("3")
    assert (final / "version").read_text() == "3"
    assert [p.name for p in tmp_path.iterdir()] == ["thing"]


def test_a_file_is_written_whole_and_with_its_mode(tmp_path):
    path = tmp_path / "users.txt"
    common.write_whole(path, "vera  secret\n", mode=0o600)
    common.write_whole(path, "vera  other\n", mode=0o600)
    assert path.read_text() == "vera  other\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["users.txt"]


def test_a_stamp_is_worth_nothing_without_what_it_stands_for(tmp_path, monkeypatch):
    monkeypatch.setattr(common, "LOCAL", tmp_path)
    thing = tmp_path / "thing"
    common.mark_done("x", "abc")
    assert not common.is_done("x", "abc", thing)
    thing.write_text("")
    assert common.is_done("x", "abc", thing)
    assert not common.is_done("x", "changed", thing)


def make_cache(folder, names, damage=None):
    kept = folder / "odoo"
    kept.mkdir(parents=True)
    lines = []
    for name in names:
        path = kept / f"{name}_1.0_all.deb"
        path.write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (kept / "SHA256SUMS").write_text("".join(lines))
    if damage:
        (kept / f"{damage}_1.0_all.deb").write_bytes(b"half")


def test_the_cache_is_used_only_where_every_package_is_there_unchanged(tmp_path, monkeypatch):
    for case, names, damage, used in [
        ("whole", odoo_home.PACKAGES, None, True),
        ("one missing", list(odoo_home.PACKAGES)[1:], None, False),
        ("one damaged", odoo_home.PACKAGES, "libjs-jquery", False),
    ]:
        folder = tmp_path / case
        make_cache(folder, names, damage)
        monkeypatch.setattr(odoo_home, "CACHE", folder)
        assert bool(odoo_home.cached_packages(None)) is used, case


def test_a_package_given_as_a_file_takes_the_place_of_the_cached_one(tmp_path, monkeypatch):
    make_cache(tmp_path, odoo_home.PACKAGES)
    monkeypatch.setattr(odoo_home, "CACHE", tmp_path)
    debs = odoo_home.cached_packages("/somewhere/odoo-19.deb")
    assert debs["odoo-19"] == pathlib.Path("/somewhere/odoo-19.deb")


def test_a_wrong_odoo_home_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(common.Failed, match=re.escape(str(tmp_path))):
        odoo_home.ensure()


def test_a_checkout_of_another_odoo_is_not_taken_for_19(tmp_path):
    release = tmp_path / "odoo/release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    assert not odoo_home.is_19(tmp_path)
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo_home.is_19(tmp_path)


def test_the_public_branch_is_the_last_resort_and_is_named(tmp_path, monkeypatch):
    """A repository with a 19.0 branch stands in for the public one."""
    mirror = tmp_path / "mirror"
    (mirror / "odoo").mkdir(parents=True)
    (mirror / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    git = ["git", "-C", str(mirror), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q", "-b", "19.0"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setenv("ODOO_GIT", f"file://{mirror}")
    way, site = odoo_home.clone_branch(tmp_path / "odoo", "the archive has it no more")
    assert "public 19.0 branch" in way and "the archive has it no more" in way
    assert odoo_home.is_19(site)
    monkeypatch.setenv("ODOO_GIT", f"file://{tmp_path}/nowhere")
    with pytest.raises(common.Failed, match="ODOO_HOME .* ODOO_DEB"):
        odoo_home.clone_branch(tmp_path / "other", "the archive has it no more")


def test_only_an_archive_without_the_package_leads_to_the_branch(tmp_path, monkeypatch):
    """A broken network, a missing keyring or a given file are told as they are, and nothing is cloned."""
    monkeypatch.setattr(odoo_home, "clone_branch", lambda final, why: (f"branch, {why}", final))
    monkeypatch.setattr(odoo_home, "use_installed", lambda: None)
    monkeypatch.setattr(odoo_home, "LOCAL", tmp_path)
    monkeypatch.setattr(common, "LOCAL", tmp_path)
    monkeypatch.setattr(odoo_home, "cached_packages", lambda given: {})
    monkeypatch.delenv("ODOO_DEB", raising=False)

    def fail(error):
        def download(given):
            raise error
        return download
    monkeypatch.setattr(odoo_home, "download_packages", fail(common.Failed("the network is down")))
    with pytest.raises(common.Failed, match="network is down"):
        odoo_home.fetched_site()
    monkeypatch.setattr(odoo_home, "download_packages", fail(apt.Gone("the archive has it no more")))
    assert odoo_home.fetched_site() == tmp_path / "odoo"


def test_apts_words_for_a_package_that_is_gone_are_known(monkeypatch):
    for said, error in [
        ("E: Unable to locate package odoo-19", apt.Gone),
        ("E: Release 'sid' for 'odoo-19' was not found", apt.Gone),
        ("E: Failed to fetch http://x/odoo-19.deb  Could not connect", common.Failed),
    ]:
        one = apt.Apt.__new__(apt.Apt)
        monkeypatch.setattr(one, "get", lambda *a, text=said, **k: subprocess.CompletedProcess(a, 100, "", text))
        with pytest.raises(common.Failed) as caught:
            one.download(["odoo-19/sid"], pathlib.Path("/tmp"))
        assert type(caught.value) is error, said


def test_a_second_database_has_a_configuration_and_users_of_its_own(monkeypatch):
    monkeypatch.delenv("ODOO_RC", raising=False)
    monkeypatch.setenv("CRM_DB", "trial")
    trial = instance.Instance()
    monkeypatch.delenv("CRM_DB")
    usual = instance.Instance()
    assert trial.conf != usual.conf and trial.users != usual.users
    assert usual.users.name == "users.txt"


def test_the_port_of_last_time_is_kept_and_another_one_moves_the_server(tmp_path, monkeypatch):
    monkeypatch.delenv("ODOO_RC", raising=False)
    monkeypatch.setattr(instance, "LOCAL", tmp_path)
    monkeypatch.setenv("CRM_PORT", "8123")
    mine = instance.Instance()
    mine.cluster = type("Cluster", (), {"host": "/socket", "user": "odoo"})
    mine._write_conf()
    assert not mine.moved
    monkeypatch.delenv("CRM_PORT")
    assert instance.Instance().port == 8123
    monkeypatch.setenv("CRM_PORT", "8124")
    moved = instance.Instance()
    moved.cluster = mine.cluster
    moved._write_conf()
    assert moved.moved


@pytest.mark.parametrize("name,value", [("CRM_PORT", "abc"), ("CRM_PORT", "70000"), ("CRM_DB", "My Trial")])
def test_a_wrong_port_or_name_is_refused_in_words(monkeypatch, name, value):
    monkeypatch.delenv("ODOO_RC", raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(common.Failed, match=value):
        instance.Instance()


def test_a_configuration_without_a_host_means_the_usual_socket(tmp_path, monkeypatch):
    """As the one in this repository: db_host = False."""
    monkeypatch.setenv("ODOO_RC", str(ROOT / "odoo.conf"))
    monkeypatch.setenv("PGHOST", "x")  # so that it is put back
    monkeypatch.delenv("PGHOST")
    mine = instance.Instance()
    assert (mine.db, os.environ["PGHOST"]) == ("crm", "/var/run/postgresql")


def test_odoo_starts_from_a_folder_with_a_space_and_a_long_name(tmp_path, monkeypatch):
    folder = tmp_path / ("ein sehr langer Name für einen Ordner " * 5)
    (folder / "venv/bin").mkdir(parents=True)
    (folder / "lib").mkdir()
    (folder / "venv/bin/python").symlink_to(common.VENV / "bin/python")
    monkeypatch.setattr(odoo_home, "VENV", folder / "venv")
    monkeypatch.setattr(odoo_home, "LOCAL", folder)
    monkeypatch.setattr(common, "LOCAL", folder)
    site = tmp_path / "site"
    (site / "odoo/cli").mkdir(parents=True)
    (site / "odoo/cli/__init__.py").write_text("def main():\n    print('Odoo Server 19.0')\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setattr(odoo_home, "out", lambda *a, **k: str(folder / "lib") if "-c" in a else common.out(*a, **k))
    odoo_home.link(site)
    assert "19.0" in common.out(folder / "venv/bin/odoo")


def test_a_machine_whose_apt_names_no_debian_archive_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr(apt.Apt, "targets", staticmethod(lambda: [("http://archive.ubuntu.example/ubuntu", "noble")]))
    with pytest.raises(common.Failed, match="CRM_DEB_URI"):
        apt.Apt.archive()


def test_the_first_plain_debian_suite_gives_the_archive(monkeypatch):
    rows = [("http://a.example/debian-security", "bookworm-security"), ("http://a.example/debian", "bookworm-updates"),
            ("http://a.example/debian", "bookworm")]
    monkeypatch.setattr(apt.Apt, "targets", staticmethod(lambda: rows))
    assert apt.Apt.archive() == "http://a.example/debian"


def test_a_port_in_use_is_told_with_the_way_out(monkeypatch):
    import socket
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("CRM_PORT", str(taken.getsockname()[1]))
        monkeypatch.delenv("ODOO_RC", raising=False)
        mine = instance.Instance()
        monkeypatch.setattr(mine, "processes", lambda: iter(()))
        with pytest.raises(common.Failed, match="CRM_PORT"):
            mine.start()


def test_a_configuration_of_ones_own_is_read(tmp_path, monkeypatch):
    conf = tmp_path / "odoo.conf"
    conf.write_text("[options]\ndb_name = society\ndb_host = /run/postgresql\nhttp_port = 8099\n")
    monkeypatch.setenv("ODOO_RC", str(conf))
    monkeypatch.setenv("PGHOST", "elsewhere")
    mine = instance.Instance()
    assert (mine.db, mine.port, os.environ["PGHOST"]) == ("society", 8099, "/run/postgresql")
    monkeypatch.setenv("ODOO_RC", str(tmp_path / "missing.conf"))
    with pytest.raises(common.Failed, match="missing.conf"):
        instance.Instance()


def test_the_written_configuration_is_closed(tmp_path, monkeypatch):
    """Loopback only, no database manager, a master password of this installation's own that stays."""
    monkeypatch.delenv("ODOO_RC", raising=False)
    mine = instance.Instance()
    mine.conf = tmp_path / "crm.conf"
    mine.cluster = type("Cluster", (), {"host": "/socket", "user": "odoo"})
    mine._write_conf()
    text = mine.conf.read_text()
    assert "list_db = False" in text and "http_interface = 127.0.0.1" in text and "dbfilter = ^crm$" in text
    secret = re.search(r"admin_passwd = (\S+)", text).group(1)
    assert len(secret) >= 24
    assert stat.S_IMODE(mine.conf.stat().st_mode) == 0o600
    mine._write_conf()
    assert f"admin_passwd = {secret}\n" in mine.conf.read_text()


def test_the_servers_user_is_never_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    uid, _gid, name = postgres.server_user()
    assert uid != 0 and name in ("postgres", "nobody")


def test_only_the_maker_may_enter_the_cluster(bed):
    """The socket is open to all programs of the machine; the kernel tells PostgreSQL who is calling."""
    if not bed.cluster.own:
        pytest.skip("PGHOST names a server of somebody else's")
    if os.geteuid():
        pytest.skip("trying to come in as another user needs root")
    p = subprocess.run(["psql" if not bed.cluster.bin else str(bed.cluster.bin / "psql"), "-h", bed.cluster.host,
                        "-U", "odoo", "-d", "postgres", "-c", "select 1"], user=1, group=1, extra_groups=[], cwd="/",
                       env=common.tool_env(), capture_output=True, text=True)
    assert p.returncode and "Peer authentication failed" in p.stderr, p.stderr
    assert bed.cluster.psql("postgres", "show listen_addresses") == ""


def test_every_package_is_pinned_by_hash():
    for path in [*pyenv.RUN, *pyenv.EXTRA.values()]:
        blocks = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", path.read_text()))
        for block in filter(str.strip, blocks):
            assert re.match(r"[\w.\[\]-]+==\S+", block) and "--hash=sha256:" in block, f"{path.name}: {block[:80]}"


def tracked_files():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / n for n in names.split("\0") if n and (ROOT / n).is_file()]


def test_no_file_names_a_package_host():
    """The archive and the index are those of the machine's own configuration."""
    host = re.compile(r"(deb|ftp\.\w+|snapshot)\.debian\.org|pypi\.org/simple|pythonhosted\.org|registry\.npmjs"
                      r"|archive\.ubuntu\.com")
    wrong = [str(p.relative_to(ROOT)) for p in tracked_files() if p.suffix not in (".png", ".ico")
             and p != pathlib.Path(__file__) and host.search(p.read_text(errors="replace"))]
    assert not wrong


def test_a_log_line_at_warning_or_above_is_a_fault():
    log = ("2026-01-31 10:00:00,000 1 INFO db odoo.x: a WARNING in a text\n"
           "2026-01-31 10:00:00,000 1 WARNING db odoo.x: low\n"
           "2026-01-31 10:00:00,000 1 ERROR db odoo.x: high\n  Traceback\n"
           "Running as user 'root' is a security risk.\n")
    assert [line.split(": ")[-1] for line in testbed.log_faults(log)] == ["low", "high"]
