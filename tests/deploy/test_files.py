"""The files of `deploy/` say the same as the application does, and what reads them can read them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.config.test_production_settings import NEEDED
from tests.config.test_serving import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
OURS = {"web", "worker", "beat", "migrate"}

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")


def compose() -> dict[str, Any]:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert isinstance(read, dict)
    return read


def settings_in(file: Path) -> set[str]:
    return set(re.findall(r"^(?:#   )?([A-Z_]+)=", file.read_text(), re.MULTILINE))


# ---------------------------------------------------------------- what is set


def test_the_example_names_every_setting_that_a_public_site_needs() -> None:
    assert {*NEEDED, "PRODUCTION", "POSITION_ORDER_EDGE", "TRUSTED_PROXIES"} <= settings_in(
        DEPLOY / ".env.example"
    )


def test_the_example_holds_no_secret() -> None:
    lines = (DEPLOY / ".env.example").read_text().splitlines()
    assert {"SECRET_KEY=", "POLL_SECRET=", "POSTGRES_PASSWORD="} <= set(lines)


def test_the_file_of_nginx_is_filled_in_by_the_words_that_it_names() -> None:
    named = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "nginx.conf").read_text()))
    told = set(compose()["services"]["nginx"]["environment"]) - {"NGINX_ENVSUBST_FILTER"}
    assert named == told == {"SERVER_NAME", "LISTEN", "UPSTREAM", "CACHE_DIR", "OWN_DIR"}
    filtered = compose()["services"]["nginx"]["environment"]["NGINX_ENVSUBST_FILTER"]
    assert set(re.findall(r"[A-Z_]+", filtered)) == named


# ---------------------------------------------------------------- compose


def test_compose_starts_everything() -> None:
    assert set(compose()["services"]) == OURS | {"nginx", "database", "redis"}


@pytest.mark.parametrize("name", sorted(OURS | {"nginx", "database", "redis"}))
def test_every_service_has_limits_and_is_asked_whether_it_is_well(name: str) -> None:
    service = compose()["services"][name]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["pids_limit"] > 0
    assert "no-new-privileges:true" in service["security_opt"]
    # What runs once has ended when it is well; beat is well as long as it runs.
    assert ("test" in service.get("healthcheck", {})) is (name not in {"migrate", "beat"})


@pytest.mark.parametrize("name", sorted(OURS | {"nginx", "redis"}))
def test_what_needs_no_root_has_none_and_writes_nowhere_else(name: str) -> None:
    service = compose()["services"][name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_only_nginx_can_be_reached_from_outside() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == services["redis"]["networks"] == ["inside"]


def test_what_compose_waits_for_is_there() -> None:
    services = compose()["services"]
    for service in services.values():
        for name, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "test" in services[name]["healthcheck"]
            else:
                assert services[name]["restart"] == "no"


def test_files_that_compose_and_the_image_name_are_there() -> None:
    recipe = (DEPLOY / "Dockerfile").read_text()
    assert compose()["services"]["web"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
    for name in [
        "requirements.lock",
        "manage.py",
        "config/site_texts/imprint.md",
        "config/site_texts/privacy.md",
    ]:
        assert name in recipe
        assert (ROOT / name).is_file()
    # All that collecting files asks for, so that the image can be built at all.
    assert set(NEEDED) <= set(re.findall(r"\b([A-Z_]+)=", recipe))
    assert "USER sic-et-non" in recipe
    assert "--require-hashes" in recipe


# ---------------------------------------------------------------- systemd


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault_in_a_unit(unit: Path, tmp_path: Path) -> None:
    for one in UNITS:
        # Where it is installed there is a Python; here it is this one.
        text = one.read_text().replace("/opt/sic-et-non/.venv/bin/python", shutil.which("python3") or "")
        (tmp_path / one.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "sic-et-non" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_finds_a_service_little_exposed(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-600:]


def test_web_server_worker_and_schedule_are_started_by_the_same_commands_everywhere() -> None:
    services = compose()["services"]
    units = {
        unit.name.removeprefix("sic-et-non-").removesuffix(".service"): unit.read_text() for unit in SERVICES
    }
    assert set(units) == {"prepare", "web", "worker", "beat"}
    assert "manage.py work\n" in units["worker"]
    assert services["worker"]["command"] == ["python", "manage.py", "work"]
    assert "celery -A config beat" in units["beat"]
    assert services["beat"]["command"][:4] == ["celery", "-A", "config", "beat"]
    for text in (units["web"], (DEPLOY / "Dockerfile").read_text()):
        assert re.search(r"granian --interface wsgi .*--blocking-threads 4 .*config\.wsgi:application", text)
    assert "manage.py migrate --no-input" in units["prepare"]
    assert services["migrate"]["command"] == ["python", "manage.py", "migrate", "--no-input"]
