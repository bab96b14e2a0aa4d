# SPDX-License-Identifier: Apache-2.0
"""Checks that the files in this folder fit each other, and what a node serves.

usage: check.py [METRICS...]

Each METRICS file holds what /metrics answers: a node's, a node exporter's. Without any, names of metrics
are not looked up. Prints one line per check; ends with 1 where something does not fit. Needs python3-yaml.
"""

import json
import pathlib
import re
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
# What the node does not serve before it has something to tell is asked for by docker/test.sh first.
PROMETHEUS_OWN = {"up", "ALERTS"}
WORDS = {"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset"}
faults = []


def check(what, found):
    """Reports the names that do not fit; none is good."""
    found = sorted(found)
    print(f"{what}: {', '.join(found) if found else 'fits'}")
    faults.extend(found)


def load(path):
    return yaml.safe_load((HERE / path).read_text())


def metrics(query):
    """The metrics a query asks for: what is no function, no label, no word and no length of time."""
    query = re.sub(r'"[^"]*"', "", query)
    query = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", query)
    query = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", query)
    return set(re.findall(r"\b[A-Za-z_][\w:]*\b(?!\s*\()", query)) - WORDS


def dashboard():
    board = json.loads((HERE / "grafana/commonwatt.json").read_text())
    queries = [t["expr"] for panel in board["panels"] for t in panel.get("targets", [])]
    for variable in board["templating"]["list"]:
        queries.append(re.sub(r"^label_values\((.*),\s*\w+\)$", r"\1", variable["query"]["query"]))
    return board, queries


def check_metrics(queries, files):
    served = set()
    for file in files:
        served |= {line.split("{")[0].split(" ")[0] for line in open(file) if not line.startswith("#")}
    wanted = set().union(*map(metrics, queries)) - PROMETHEUS_OWN
    machine = {name for name in wanted if name.startswith("node_")}
    check(f"{len(wanted - machine)} metrics no node serves", wanted - machine - served)
    if any(name.startswith("node_exporter") for name in served):
        check(f"{len(machine)} metrics no node exporter serves", machine - served)
    else:
        print(f"{len(machine)} metrics of the node exporter: not looked up")


def check_tests(alerts):
    """Every alert is tried where it fires, and where it does not."""
    fires, quiet = set(), set()
    for file in sorted((HERE / "prometheus/tests").glob("*.yml")):
        for test in yaml.safe_load(file.read_text())["tests"]:
            for one in test.get("alert_rule_test", []):
                (fires if one["exp_alerts"] else quiet).add(one["alertname"])
    check(f"{len(alerts)} alerts without a test that they fire", alerts - fires)
    check("alerts without a test that they keep quiet", alerts - quiet)
    check("tests of no alert", (fires | quiet) - alerts)


def check_compose(compose):
    """Files, volumes, networks, hosts and ports that compose.yml and its neighbours name."""
    services, missing = compose["services"], set()
    for name, service in services.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = (HERE / source).exists() if source[0] in "./" else source in compose["volumes"]
            missing |= set() if known else {f"{name}: {source}"}
        missing |= {f"{name}: {network}" for network in set(service["networks"]) - set(compose["networks"])}
        missing |= {f"{name}: {other}" for other in set(service.get("depends_on", [])) - set(services)}
        build = service.get("build")
        if build and not (HERE / build["context"] / build["dockerfile"]).exists():
            missing.add(f"{name}: {build['dockerfile']}")
        if "build" not in service and ":" not in service["image"]:
            missing.add(f"{name}: an image without a version")
        command = service.get("command", "")
        hosts = re.findall(r"/dns4/([^/]+)/|//([\w-]+):\d+", command)
        missing |= {f"{name}: {host}" for pair in hosts for host in pair if host and host not in services}
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    missing |= {f"nobody uses {volume}" for volume in set(compose["volumes"]) - used}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    missing |= {f"{port} is open to others" for port in ports if not port.startswith("127.0.0.1:")}
    missing |= {f"{port} twice" for port in ports if ports.count(port) > 1}
    check(f"{len(services)} services name", missing)
    return services


def check_targets(services):
    """Prometheus scrapes services that exist, at the port they serve; Grafana asks Prometheus."""
    scraped = load("prometheus/prometheus.yml")["scrape_configs"]
    wrong = set()
    for job in scraped:
        for target in (t for static in job["static_configs"] for t in static["targets"]):
            host, port = target.split(":")
            command = services.get(host, {}).get("command", "")
            serves = "9615" if "--prometheus-external" in command else "9100"
            wrong |= set() if host in services and port == serves else {target}
    source = load("grafana/provisioning/datasources/prometheus.yml")["datasources"][0]
    if source["url"] != "http://prometheus:9090":
        wrong.add(source["url"])
    check("targets nobody serves", wrong)
    return source["uid"]


def check_board(board, uid):
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    check("panels of another data source", {p["title"] for p in panels if p["datasource"]["uid"] != uid})
    ids = [panel["id"] for panel in board["panels"]]
    check("panels with the number of another", {str(one) for one in ids if ids.count(one) > 1})


def main():
    rules = [rule for group in load("prometheus/rules.yml")["groups"] for rule in group["rules"]]
    alerts = {rule["alert"] for rule in rules}
    check_tests(alerts)
    runbook = (ROOT / "docs/operate/incidents.md").read_text()
    check("alerts the runbook does not know", {name for name in alerts if f"**{name}**" not in runbook})
    uid = check_targets(check_compose(load("compose.yml")))
    board, queries = dashboard()
    check_board(board, uid)
    if sys.argv[1:]:
        check_metrics(queries + [rule["expr"] for rule in rules], sys.argv[1:])
    sys.exit(1 if faults else 0)


main()
