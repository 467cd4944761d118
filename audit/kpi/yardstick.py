"""What visits of one wave are judged by: targets, amber limits and weights of the tenant.

Promise: a wave's own setting goes before the tenant's, the tenant's before the framework's (model
6); what a visit was judged by is frozen in its scorecard, so a later target changes no earlier
status. Reading order: `Yardstick`, `read_yardstick`, `judged`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from audit.kpi.frameworks import Framework, Node, WeightSet, parse_weight_set, weighted

Limits = tuple[Fraction, Fraction | None]  # target and amber


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Targets by framework and node, and the weight set chosen for a framework."""

    targets: Mapping[str, Mapping[str, Limits]] = field(default_factory=dict)
    weights: Mapping[str, WeightSet] = field(default_factory=dict)


NOTHING_SET = Yardstick()


def read_yardstick(raw: Mapping[str, Any]) -> Yardstick:
    """The yardstick from `{"targets": [...], "weights": [...]}`, the tenant's rows before the
    wave's: the later one counts."""
    if not raw["targets"] and not raw["weights"]:
        return NOTHING_SET
    targets: dict[str, dict[str, Limits]] = {}
    for row in raw["targets"]:
        amber = None if row["amber"] is None else Fraction(row["amber"])
        targets.setdefault(row["framework"], {})[row["leaf"]] = (Fraction(row["target"]), amber)
    sets = (parse_weight_set(document) for document in raw["weights"])
    return Yardstick(targets, {each.framework: each for each in sets})


def judged(frameworks: Iterable[Framework], yardstick: Yardstick) -> tuple[Framework, ...]:
    """The frameworks as this yardstick has them.

    A weight set that names nodes which this version of its framework has not is left out, as the
    result shows: choosing one refuses that, but a later version may drop a node, and a visit that
    has come must not be turned away for it.
    """
    return tuple(_judged(framework, yardstick) for framework in frameworks)


def _judged(framework: Framework, yardstick: Yardstick) -> Framework:
    chosen = yardstick.weights.get(framework.code)
    if chosen is not None and chosen.weights.keys() <= {node.code for node in framework.nodes}:
        framework = weighted(framework, chosen)
    limits = yardstick.targets.get(framework.code)
    if not limits:
        return framework
    return replace(framework, nodes=tuple(_limited(node, limits) for node in framework.nodes))


def _limited(node: Node, limits: Mapping[str, Limits]) -> Node:
    if node.code not in limits:
        return node
    target, amber = limits[node.code]
    return replace(node, target=target, amber=amber)
