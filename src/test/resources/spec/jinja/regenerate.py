"""Writes what Python's jinja2 makes of every template into the case tables of this folder.

Needs: pip install 'jinja2==3.1.6' pyyaml 'dbt-common'. Run: python regenerate.py [--check] [file.yaml ...]
A case is a mapping: template, and optionally context, templates (for include, import, extends), options (of the environment), macros
(dbt: sources of project macros), native (the value is wanted), blocks (kinds of blocks to find). The script adds output, or error and message. With --check it changes nothing and fails on a difference.
"""
import copy
import pathlib
import sys

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

HERE = pathlib.Path(__file__).parent


class Text(str):
    pass


def text_representer(dumper, data):
    literal = "\n" in data and all(not line.endswith(" ") for line in data.split("\n")) and "\t" not in data
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if literal else '"')


yaml.SafeDumper.add_representer(Text, text_representer)


def ordinary(case):
    env = SandboxedEnvironment(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        loader=jinja2.DictLoader(case.get("templates", {})),
        undefined={"strict": jinja2.StrictUndefined, "chainable": jinja2.ChainableUndefined}.get(case.get("undefined"), jinja2.Undefined),
        **case.get("options", {}),
    )
    return env.from_string(case["template"]).render(**case.get("context", {}))


class Relation:
    def __init__(self, database, schema, identifier):
        self.database, self.schema, self.identifier, self.name = database, schema, identifier, identifier

    def __str__(self):
        return f'"{self.database}"."{self.schema}"."{self.identifier}"'


class Config:
    def __init__(self, values):
        self.values = values

    def __call__(self, **kwargs):
        self.values.update(kwargs)
        return ""

    def get(self, name, default=None):
        return self.values.get(name, default)


def dbt(case):
    """Renders as dbt does: every macro is a template of its own, bound to the context of the model."""
    from dbt_common.clients import jinja as dbt_jinja
    from dbt_common.exceptions.macros import MacroReturn

    def do_return(data=None):
        raise MacroReturn(data)

    class CompilationError(Exception):
        pass

    def raise_compiler_error(message):
        raise CompilationError(message)

    class Macro:
        def __init__(self, name, source):
            self.name, self.macro_sql, self.unique_id = name, source, name

    context = dict(case.get("context", {}))
    context.update(
        {
            "return": do_return,
            "ref": lambda *names: Relation("db", "silver", names[-1]),
            "source": lambda schema, table: Relation("db", schema, table),
            "this": Relation("db", "silver", "me"),
            "config": Config({}),
            "execute": True,
            "var": lambda name, default=None: case.get("vars", {}).get(name, default),
            "exceptions": {"raise_compiler_error": raise_compiler_error},
        }
    )
    names = {}
    for source in case["macros"]:
        for node in dbt_jinja.parse(source).find_all(jinja2.nodes.Macro):
            name = node.name.removeprefix("dbt_macro__")
            names[name] = dbt_jinja.CallableMacroGenerator(Macro(name, source), context)

    class Adapter:
        def dispatch(self, name, macro_namespace=None):
            for prefix in ("duckdb", "default"):
                if f"{prefix}__{name}" in names:
                    return names[f"{prefix}__{name}"]
            raise CompilationError(f"no macro {name}")

        def quote(self, name):
            return f'"{name}"'

    context["adapter"] = Adapter()
    context.update(names)
    return dbt_jinja.get_template(case["template"], context).render(context)


def native(case):
    """The value that dbt makes of a field of a YAML file."""
    from dbt_common.clients import jinja as dbt_jinja

    context = case.get("context", {})
    return repr(dbt_jinja.get_template(case["template"], context, native=True).render(context))


def blocks(case):
    """The blocks that dbt finds before it parses anything."""
    from dbt_common.clients import jinja as dbt_jinja

    found = dbt_jinja.extract_toplevel_blocks(case["template"], allowed_blocks=set(case["blocks"]), collect_raw_data=False)
    return repr([[block.block_type_name, block.block_name, block.contents.strip()] for block in found])


def outcome(case):
    try:
        case = copy.deepcopy(case)
        if "native" in case:
            return {"output": native(case)}
        if "blocks" in case:
            return {"output": blocks(case)}
        return {"output": dbt(case) if "macros" in case else ordinary(case)}
    except Exception as e:
        cause = getattr(e, "exc", e)
        return {"error": type(cause).__name__, "message": str(cause)}


def wrapped(value):
    if isinstance(value, str):
        return Text(value) if "\n" in value else value
    if isinstance(value, dict):
        return {key: wrapped(item) for key, item in value.items()}
    return [wrapped(item) for item in value] if isinstance(value, list) else value


def main():
    check = "--check" in sys.argv
    files = [pathlib.Path(name) for name in sys.argv[1:] if not name.startswith("--")] or sorted(HERE.glob("*.yaml"))
    different = 0
    for file in files:
        cases = yaml.safe_load(file.read_text())
        made = []
        for case in cases:
            kept = {key: value for key, value in case.items() if key not in ("output", "error", "message")}
            result = outcome(kept)
            if check and not kept.get("ours") and any(case.get(key) != result.get(key) for key in ("output", "error")):
                different += 1
                print(f"{file.name}: {kept['template']!r}: {result}")
            made.append(wrapped({**kept, **result}))
        if not check:
            header = "# What Python's jinja2 makes of these templates. Written by regenerate.py: add a case without output and run it.\n"
            file.write_text(header + yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=130))
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
