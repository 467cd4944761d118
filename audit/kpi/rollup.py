"""From a scorecard to KPI values (R28 to R32).

Promise: exact; every framework on its own (R29); bonus, penalty and knock-outs play no part. None
means not applicable. Reading order: `kpi_results`, `roll_up`, `_value`, then leaf and node.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from audit.checklists.document import Definition
from audit.checklists.reader import Text
from audit.kpi.frameworks import Framework, Node, check_usable
from audit.problems import Problem
from audit.scoring.numbers import exact, maybe_exact, maybe_fraction, maybe_rounded, rounded, shown
from audit.scoring.scorecard import Scorecard
from audit.scoring.sums import dot, percent, total

ZERO, ONE = Fraction(0), Fraction(1)
LOW_COVERAGE = Fraction(1, 2)  # below it a value is printed with "low coverage" (R31)


class KpiValue(NamedTuple):
    """One node: `value` = 100 x `num` / `den` on 0..100, None when nothing applies.

    `coverage` is the share of the weight that applied (R31), 0 where there was none to apply;
    `items` are the items that gave it, in document order; `status` is na too without a target.
    """

    code: str
    parent: str | None
    title: Text
    is_leaf: bool
    depth: int
    value: Fraction | None
    num: Fraction
    den: Fraction
    coverage: Fraction
    status: str
    target: Fraction | None
    amber: Fraction | None
    items: tuple[str, ...]


class WeightsUsed(NamedTuple):
    """The weight set that a framework was rolled up by."""

    code: str
    version: int
    title: Text


@dataclass(frozen=True, slots=True)
class FrameworkResult:
    """The values of one framework in the order of its nodes; `weights` None are its own."""

    code: str
    version: int
    title: Text
    values: tuple[KpiValue, ...]
    weights: WeightsUsed | None = None

    @property
    def name(self) -> str:
        """What a scorecard calls it: code, version and, if not its own, whose weights."""
        own = f"{self.code}/{self.version}"
        return f"{own}@{self.weights.code}/{self.weights.version}" if self.weights else own


# Named tuples here, because a submission makes hundreds: half a dataclass's time.
class Mapped(NamedTuple):
    """An item on a leaf: its map weight and, when it applies, its rate (0..1)."""

    item: str
    weight: Fraction
    rate: Fraction | None


def kpi_results(
    definition: Definition, scorecard: Scorecard, frameworks: Iterable[Framework]
) -> tuple[FrameworkResult, ...]:
    """The values of every framework that the checklist names, in that order.

    `frameworks` may hold others too. Raises `kpi.framework_missing` for one that is not given and
    `kpi.weights_unknown` for one that cannot score (S0.4). Without a score nothing has a value.
    """
    given = {(each.code, each.version): each for each in frameworks}
    newest = {code: each for (code, _), each in sorted(given.items())}
    rates = _rates(scorecard)
    found = []
    for code, version in definition.frameworks:
        framework = newest.get(code) if version is None else given.get((code, version))
        if framework is None:
            raise Problem("kpi.framework_missing", framework=code)
        found.append(roll_up(framework, _mapped(definition, rates, code), scorecard.dp))
    return tuple(found)


def roll_up(
    framework: Framework, mapped: Mapping[str, Sequence[Mapped]], dp: int
) -> FrameworkResult:
    """The values of one framework from the items on its leaves; `dp` is what status rounds to."""
    check_usable(framework)
    tree = _Tree(framework.branches(), mapped, dp, {})
    for root in tree.branches.get(None, ()):
        _value(tree, root, 0)
    values = tuple(tree.done[node.code] for node in framework.nodes)
    chosen = framework.weight_set
    weights = WeightsUsed(chosen.code, chosen.version, chosen.title) if chosen else None
    return FrameworkResult(framework.code, framework.version, framework.title, values, weights)


def status_of(value: Fraction | None, node: Node, dp: int) -> str:
    """Green, amber or red from the rounded value; na without a value or a target (R32)."""
    if value is None or node.target is None:
        return "na"
    read = shown(value, dp)
    if read >= node.target:
        return "green"
    return "amber" if node.amber is not None and read >= node.amber else "red"


def stored_kpis(results: Iterable[FrameworkResult], dp: int) -> list[dict[str, Any]]:
    """The results as JSON: rounded for people, exact beside it for whoever calculates on."""
    return [
        {
            "code": result.code,
            "version": result.version,
            "title": dict(result.title),
            "values": [_stored(value, dp) for value in result.values],
        }
        | _named(result.weights)
        for result in results
    ]


def _named(weights: WeightsUsed | None) -> dict[str, Any]:
    """Nothing where the weights are its own, as in what was stored before one could choose."""
    if weights is None:
        return {}
    named = {"code": weights.code, "version": weights.version, "title": dict(weights.title)}
    return {"weights": named}


def _stored(value: KpiValue, dp: int) -> dict[str, Any]:
    return {
        "code": value.code,
        "parent": value.parent,
        "title": dict(value.title),
        "leaf": value.is_leaf,
        "depth": value.depth,
        "value": maybe_rounded(value.value, dp),
        "value_exact": maybe_exact(value.value),
        "num": exact(value.num),
        "den": exact(value.den),
        "coverage": rounded(value.coverage, 4),
        "coverage_exact": exact(value.coverage),
        "low_coverage": value.coverage < LOW_COVERAGE,
        "status": value.status,
        "target": maybe_exact(value.target),
        "amber": maybe_exact(value.amber),
        "items": list(value.items),
    }


def restored_kpis(documents: Iterable[Mapping[str, Any]]) -> tuple[FrameworkResult, ...]:
    """The results back from what `stored_kpis` made of them, exactly."""
    return tuple(
        FrameworkResult(
            code=each["code"],
            version=each["version"],
            title=each["title"],
            values=tuple(_restored(value) for value in each["values"]),
            weights=WeightsUsed(**each["weights"]) if each.get("weights") else None,
        )
        for each in documents
    )


def _restored(raw: Mapping[str, Any]) -> KpiValue:
    return KpiValue(
        code=raw["code"],
        parent=raw["parent"],
        title=raw["title"],
        is_leaf=raw["leaf"],
        depth=raw["depth"],
        value=maybe_fraction(raw["value_exact"]),
        num=Fraction(raw["num"]),
        den=Fraction(raw["den"]),
        coverage=Fraction(raw["coverage_exact"]),
        status=raw["status"],
        target=maybe_fraction(raw["target"]),
        amber=maybe_fraction(raw["amber"]),
        items=tuple(raw["items"]),
    )


def _rates(scorecard: Scorecard) -> Mapping[str, Fraction | None]:
    """By item: a rate only where the item counts and there is a score (R28)."""
    is_scored = scorecard.status != "incomplete"
    return {line.item: line.rate if is_scored else None for line in scorecard.lines}


def _mapped(
    definition: Definition, rates: Mapping[str, Fraction | None], framework: str
) -> Mapping[str, Sequence[Mapped]]:
    return {
        leaf: [Mapped(item, weight, rates[item]) for item, weight in placed]
        for leaf, placed in _placed(definition, framework).items()
    }


@lru_cache(maxsize=256)
def _placed(definition: Definition, framework: str) -> Mapping[str, Sequence[tuple[str, Fraction]]]:
    """The scored items on each leaf with their map weights, in document order."""
    found: dict[str, list[tuple[str, Fraction]]] = {}
    for item in definition.items:
        if item.is_scored:
            for leaf, weight in item.kpi.get(framework, {}).items():
                found.setdefault(leaf, []).append((item.code, weight))
    return found


@dataclass(frozen=True, slots=True)
class _Tree:
    """One roll-up under way: the branches, what hangs on the leaves, and the values done so far."""

    branches: Mapping[str | None, Sequence[Node]]
    mapped: Mapping[str, Sequence[Mapped]]
    dp: int
    done: dict[str, KpiValue]


class _Sums(NamedTuple):
    """Numerator and denominator of what applies, all the weight there is, and whose it was."""

    num: Fraction
    den: Fraction
    whole: Fraction
    items: tuple[str, ...]


def _value(tree: _Tree, node: Node, depth: int) -> KpiValue:
    children = tree.branches.get(node.code, ())
    values = [_value(tree, child, depth + 1) for child in children]
    sums = _node(children, values) if children else _leaf(tree.mapped.get(node.code, ()))
    value = percent(sums.num, sums.den) if sums.den else None
    tree.done[node.code] = KpiValue(
        code=node.code,
        parent=node.parent,
        title=node.title,
        is_leaf=not children,
        depth=depth,
        value=value,
        num=sums.num,
        den=sums.den,
        coverage=_coverage(sums),
        status=status_of(value, node, tree.dp),
        target=node.target,
        amber=node.amber,
        items=sums.items,
    )
    return tree.done[node.code]


def _coverage(sums: _Sums) -> Fraction:
    if not sums.den:  # nothing applied, or only children that weigh nothing
        return ZERO
    return ONE if sums.den is sums.whole else sums.den / sums.whole


def _leaf(mapped: Sequence[Mapped]) -> _Sums:
    """Mean rate of the mapped items by map weight; their maxima play no part (R28)."""
    live = [(weight, rate) for _, weight, rate in mapped if rate is not None]
    den = total(weight for weight, _ in live)
    return _Sums(
        num=dot(live),
        den=den,
        whole=den if len(live) == len(mapped) else total(weight for _, weight, _ in mapped),
        items=tuple(item for item, _, rate in mapped if rate is not None),
    )


def _node(children: Sequence[Node], values: Sequence[KpiValue]) -> _Sums:
    """Weighted mean of the children that have a value; the others hand theirs on (R30)."""
    pairs = [(child.weight or ZERO, each) for child, each in zip(children, values, strict=True)]
    live = [(weight, each) for weight, each in pairs if each.value is not None]
    den = total(weight for weight, _ in live)
    return _Sums(
        num=dot((weight, each.value or ZERO) for weight, each in live) / 100,
        den=den,
        whole=den if len(live) == len(pairs) else total(weight for weight, _ in pairs),
        items=tuple(dict.fromkeys(item for weight, each in live if weight for item in each.items)),
    )
