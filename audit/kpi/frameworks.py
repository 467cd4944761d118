"""KPI frameworks: trees of weighted nodes that items are mapped to.

Promise: parsed once with every fault at its pointer; a node with children is a roll-up, one without
is a leaf (R28, R30). A framework that is incomplete or has an unknown weight is a taxonomy only and
refuses to score (S0.4). Reading order: `Framework`, `parse_framework`, `weighted`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from audit.checklists.reader import Reader, Text
from audit.problems import Fault, Problem, pointer, refuse

_HIGHEST_VERSION = 1_000_000
# a roll-up walks the tree down, once a visit: what nobody can read must not be sent to it
MOST_NODES, DEEPEST = 1000, 20


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `weight` None is unknown (S0.4), `target` and `amber` None are not set."""

    code: str
    parent: str | None
    title: Text
    weight: Fraction | None
    target: Fraction | None = None
    amber: Fraction | None = None


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Weights for nodes of a framework; None is unknown and makes it unusable (S0.4)."""

    code: str
    version: int
    framework: str
    title: Text
    weights: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Framework:
    """A KPI framework in one version, nodes in the author's order, parents anywhere.

    `weight_set` is where the weights come from when they are not its own.
    """

    code: str
    version: int
    title: Text
    provenance: str | None
    complete: bool
    nodes: tuple[Node, ...]
    note: Text | None = None
    weight_set: WeightSet | None = None

    @property
    def leaves(self) -> Set[str]:
        """The codes of nodes without children."""
        parents = {node.parent for node in self.nodes}
        return {node.code for node in self.nodes} - parents

    @property
    def is_usable(self) -> bool:
        """Whether it may score: complete, and every weight known (S0.4)."""
        return self.complete and all(node.weight is not None for node in self.nodes)

    def branches(self) -> Mapping[str | None, Sequence[Node]]:
        """The nodes right under each node, in order; the roots under None."""
        found: dict[str | None, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.parent, []).append(node)
        return found


def leaf_titles(frameworks: Iterable[Framework]) -> dict[str, dict[str, Text]]:
    """By code of a framework, what its leaves are called, in order; its newest version counts."""
    newest = sorted(frameworks, key=lambda each: each.version)
    return {
        each.code: {node.code: node.title for node in each.nodes if node.code in each.leaves}
        for each in newest
    }


def parse_framework(document: object) -> Framework:
    """The framework in `document`; raises `request.invalid` with every fault and its pointer."""
    faults: list[Fault] = []
    reader = Reader(document, "", faults)
    reader.need("code")
    reader.need("nodes")
    framework = Framework(
        code=reader.code("code") or "",
        version=reader.whole("version", 1, 1, _HIGHEST_VERSION),
        title=reader.phrases("title"),
        provenance=reader.text("provenance"),
        complete=reader.flag("complete", default=True),
        nodes=tuple(_node(child) for child in reader.children("nodes")),
        note=reader.phrases("note") or None,
    )
    reader.close()
    if len(framework.nodes) > MOST_NODES:
        refuse([Fault("kpi.too_many_nodes", "/nodes", most=MOST_NODES)])
    refuse([*faults, *_tree_faults(framework)])
    return framework


def parse_weight_set(document: object) -> WeightSet:
    """The weight set in `document`; null weights are kept, `weighted` refuses them."""
    faults: list[Fault] = []
    reader = Reader(document, "", faults)
    for key in ("code", "framework", "weights"):
        reader.need(key)
    weights = reader.child("weights")
    found = WeightSet(
        code=reader.code("code") or "",
        version=reader.whole("version", 1, 1, _HIGHEST_VERSION),
        framework=reader.code("framework") or "",
        title=reader.phrases("title"),
        weights={key: _weight(weights, key) for key in list(weights.raw)},
    )
    for key in ("provenance", "unassigned", "note"):
        reader.take(key)  # kept in the document, no part in scoring
    reader.close()
    refuse(faults)
    return found


def weighted(framework: Framework, weight_set: WeightSet) -> Framework:
    """The framework under other weights; they need no common sum, a roll-up divides by it.

    Raises `kpi.weights_unknown` when a weight is null (S0.4: "4 of 5 weights unknown").
    """
    if (problem := why_not(weight_set)) is not None:
        raise problem
    known = [node.code for node in framework.nodes]
    refuse(
        Fault("kpi.weight_of_unknown_node", pointer("weights", code), name=code)
        for code in weight_set.weights
        if code not in known
    )
    nodes = (
        replace(node, weight=weight_set.weights.get(node.code, node.weight))
        for node in framework.nodes
    )
    return replace(framework, nodes=tuple(nodes), weight_set=weight_set)


def check_usable(framework: Framework) -> None:
    """Raise what `why_not` says of a framework that cannot score (S0.4)."""
    if (problem := why_not(framework)) is not None:
        raise problem


def why_not(scale: Framework | WeightSet) -> Problem | None:
    """Why it cannot score: weights that nobody knows, or a taxonomy only; None when it can."""
    weights = (
        [node.weight for node in scale.nodes]
        if isinstance(scale, Framework)
        else [*scale.weights.values()]
    )
    unknown = sum(weight is None for weight in weights)
    if unknown:
        total = len(weights)
        return Problem("kpi.weights_unknown", name=scale.code, unknown=unknown, total=total)
    if isinstance(scale, Framework) and not scale.complete:
        return Problem("kpi.taxonomy_only", name=scale.code)
    return None


def _node(reader: Reader) -> Node:
    reader.need("code")
    node = Node(
        code=reader.code("code") or "",
        parent=reader.code("parent"),
        title=reader.phrases("title"),
        weight=_weight(reader, "weight"),
        target=reader.share("target", 100) if reader.has("target") else reader.take("target"),
        amber=reader.share("amber", 100) if reader.has("amber") else reader.take("amber"),
    )
    if node.amber is not None and node.target is not None and node.amber > node.target:
        reader.fault("kpi.amber_above_target", "amber")
    reader.close()
    return node


def _weight(reader: Reader, key: str) -> Fraction | None:
    """ "1" when absent; null is "not known", which is not the same as absent (S0.4)."""
    if key in reader.raw and reader.raw[key] is None:
        reader.take(key)
        return None
    return reader.positive(key, "1")


def _tree_faults(framework: Framework) -> Iterator[Fault]:
    parents: dict[str, Any] = {node.code: node.parent for node in framework.nodes}
    seen: set[str] = set()
    for index, node in enumerate(framework.nodes):
        place = pointer("nodes", index)
        if node.code in seen:
            yield Fault("document.duplicate_code", place + "/code", name=node.code)
        seen.add(node.code)
        if node.parent is not None and node.parent not in parents:
            yield Fault("kpi.parent_unknown", place + "/parent", parent=node.parent)
        elif (above := _levels_above(node.code, parents)) is None:
            yield Fault("kpi.circle", place + "/parent", name=node.code)
        elif above >= DEEPEST:
            yield Fault("kpi.too_deep", place + "/parent", name=node.code, most=DEEPEST)


def _levels_above(code: str, parents: Mapping[str, str | None]) -> int | None:
    """How many nodes stand above this one; None when it stands above itself."""
    above, steps = parents.get(code), 0
    while above is not None and above != code and steps <= DEEPEST:
        above, steps = parents.get(above), steps + 1
    return None if above == code else steps
