"""KPI values for the second scorer (R28 to R32), from the rows of `naive`.

Promise: as `naive`; a value is worked out anew for every node that asks for it.
"""

from fractions import Fraction

from tests.scoring.naive_text import with_decimals


def kpis(document, found, frameworks):
    """By framework code and node code: value, coverage, status, items; frameworks as documents."""
    return {
        code: {node["code"]: figures(document, found, tree, node) for node in tree["nodes"]}
        for code, tree in named(document, frameworks)
    }


def named(document, frameworks):
    """The frameworks a checklist lists: at the version it says, else the newest."""
    for each in document.get("frameworks", []):
        wanted = {"code": each} if isinstance(each, str) else each
        same = [tree for tree in frameworks if tree["code"] == wanted["code"]]
        if "version" in wanted:
            same = [tree for tree in same if tree.get("version", 1) == wanted["version"]]
        yield wanted["code"], max(same, key=lambda tree: tree.get("version", 1))


def figures(document, found, tree, node):
    pairs = parts(document, found, tree, node)
    live = [(weight, value) for weight, value, _ in pairs if value is not None]
    applied = sum([weight for weight, _ in live], Fraction(0))
    whole = sum([weight for weight, _, _ in pairs], Fraction(0))
    value = None
    if applied != 0:
        value = sum([weight * value for weight, value in live], Fraction(0)) / applied
    return {
        "value": value,
        "coverage": Fraction(0) if whole == 0 else applied / whole,
        "low_coverage": whole == 0 or applied / whole < Fraction(1, 2),
        "status": status(value, node, document["scoring"].get("dp", 2)),
        "items": {
            item for weight, each, items in pairs if weight and each is not None for item in items
        },
    }


def parts(document, found, tree, node):
    """(weight, value on 0..100 or None, items): of the children, or of the mapped items (R28)."""
    children = [each for each in tree["nodes"] if each.get("parent") == node["code"]]
    if children:
        return [
            (Fraction(child.get("weight", "1")), own["value"], own["items"])
            for child in children
            for own in [figures(document, found, tree, child)]
        ]
    pairs = []
    for row in found["rows"]:
        weights = row["item"].get("kpi", {}).get(tree["code"], {})
        if row["scored"] and node["code"] in weights:
            pairs.append((Fraction(weights[node["code"]]), rate(row, found), {row["item"]["code"]}))
    return pairs


def rate(row, found):
    """r of R28 on 0..100. An item without a maximum has none; an incomplete visit has no figures
    at all (R4)."""
    if found["status"] == "incomplete" or not row["counts"] or row["m"] == 0:
        return None
    return row["e"] / row["m"] * 100


def status(value, node, dp):
    """R32; without a target nothing is green or red."""
    if value is None or node.get("target") is None:
        return "na"
    read = Fraction(with_decimals(value, dp))
    if read >= Fraction(node["target"]):
        return "green"
    if node.get("amber") is not None and read >= Fraction(node["amber"]):
        return "amber"
    return "red"
