"""Writes keys.yaml with real dbt: pip install 'dbt-core<1.12' dbt-duckdb; python regenerate.py.

What it holds: the ids of all nodes, and the keys of every kind of thing in manifest.json and catalog.json.
"""

import json
import pathlib
import shutil
import subprocess
import tempfile

import duckdb

HERE = pathlib.Path(__file__).parent


def gather(keys, name, thing):
    keys.setdefault(name, set()).update(thing)


def manifest_keys(manifest):
    keys = {}
    gather(keys, "", manifest)
    gather(keys, "metadata", manifest["metadata"])
    for section in ("nodes", "sources", "exposures", "unit_tests", "macros", "docs", "groups"):
        for node in manifest[section].values():
            kind = node["resource_type"]
            if kind == "test":
                kind = "generic test" if node.get("test_metadata") else "singular test"
            gather(keys, kind, node)
            for part in ("config", "depends_on", "checksum", "contract", "docs", "test_metadata", "owner"):
                # dbt fills the configuration of groups with that of models, by mistake.
                if isinstance(node.get(part), dict) and (kind, part) != ("group", "config"):
                    gather(keys, f"{kind} {part}", node[part])
            if isinstance(node.get("columns"), dict):
                for column in node["columns"].values():
                    gather(keys, f"{kind} column", column)
    return keys


def catalog_keys(catalog):
    keys = {}
    gather(keys, "", catalog)
    gather(keys, "metadata", catalog["metadata"])
    for table in [*catalog["nodes"].values(), *catalog["sources"].values()]:
        gather(keys, "table", table)
        gather(keys, "table metadata", table["metadata"])
        for column in table["columns"].values():
            gather(keys, "column", column)
        for stat in table["stats"].values():
            gather(keys, "stat", stat)
    return keys


with tempfile.TemporaryDirectory() as folder:
    project = pathlib.Path(folder) / "project"
    shutil.copytree(HERE / "project", project)
    with open(project / "dbt_project.yml", "a") as file:
        file.write("profile: shop\n")
    (project / "profiles.yml").write_text("shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n")
    with duckdb.connect(str(project / "shop.duckdb")) as connection:
        connection.execute("create schema bronze")
        for table in ("users", "orders"):
            connection.execute(f"create table bronze.{table} as select range + 1 as id, now()::timestamp as _at from range(3)")
    for command in (["build"], ["docs", "generate"]):
        subprocess.run(["dbt", *command, "--profiles-dir", "."], cwd=project, check=True)
    manifest = json.loads((project / "target/manifest.json").read_text())
    catalog = json.loads((project / "target/catalog.json").read_text())

with open(HERE / "keys.yaml", "w") as file:
    file.write(f"# What dbt-core {manifest['metadata']['dbt_version']} writes for this project: see regenerate.py.\n")
    file.write("ids:\n")
    for section in ("nodes", "sources", "exposures", "unit_tests"):
        file.writelines(f"  - {name}\n" for name in sorted(manifest[section]))
    for name, keys in (("manifest", manifest_keys(manifest)), ("catalog", catalog_keys(catalog))):
        file.write(f"{name}:\n")
        for kind, found in keys.items():
            file.write(f'  "{kind}": [{", ".join(sorted(found))}]\n')
