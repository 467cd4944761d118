"""Answers in, scorecard out (R1 to R27).

Promise: the same definition, answers and scenario give the same exact scorecard for ever, on every
machine: Fractions throughout, no clock, no configuration. Reading order: `score`, then the steps in
the order it takes them; `lines` (what each item earned), `sections`, `losses`, `knockouts` and
`factor_index` stand beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.checklists.rules import applicable
from audit.problems import Fault, pointer, refuse
from audit.scoring.chain import chain
from audit.scoring.earning import ZERO
from audit.scoring.factor_index import index_scorecard
from audit.scoring.fitting import answer_faults
from audit.scoring.knockouts import Struck, capped, grade_of, knockouts, section_caps, struck
from audit.scoring.lines import draw_lines, missing_items
from audit.scoring.losses import with_losses
from audit.scoring.scorecard import LedgerLine, Scorecard, SectionScore
from audit.scoring.sections import all_points, live_weight, section_scores
from audit.scoring.sums import dot, total

SCORING_VERSION = 1


def score(
    definition: Definition, answers: Mapping[str, Answer], scenario: str | None = None
) -> Scorecard:
    """The scorecard of one visit.

    Raises `request.invalid` with every answer that its item cannot have, at `/answers/{item}`.
    Answers to items that do not apply are kept on their line and ignored.
    """
    applies = applicable(definition, answers, scenario)
    refuse([*_scenario_faults(definition, scenario), *_faults(definition, answers, applies)])
    lines = draw_lines(definition, answers, applies)
    if definition.is_factor_index:
        return index_scorecard(definition, lines)
    hits = struck(definition, lines)
    card = _unfinished(definition, lines, hits)
    base = None if card.status == "incomplete" else base_of(definition, card.sections)
    return card if base is None else _finished(definition, card, base, hits)


def _scenario_faults(definition: Definition, scenario: str | None) -> Iterator[Fault]:
    """A scenario nobody listed would silently switch its items off."""
    if scenario is not None and definition.scenarios and scenario not in definition.scenarios:
        yield Fault("answer.scenario_unknown", "/scenario", scenario=scenario)


def _faults(
    definition: Definition, answers: Mapping[str, Answer], applies: Mapping[str, bool]
) -> Iterator[Fault]:
    for code, answer in answers.items():
        if code not in applies:
            yield Fault("answer.unknown_item", pointer("answers", code), item=code)
        elif applies[code]:
            found = answer_faults(definition.item(code), answer)
            yield from (fault.under(pointer("answers", code)) for fault in found)


def _unfinished(
    definition: Definition, lines: Sequence[LedgerLine], hits: Sequence[Struck]
) -> Scorecard:
    """Everything but the score: what stands if there is none (R27)."""
    missing = missing_items(definition, lines)
    rejected = missing and definition.scoring.missing == "reject"
    sections = section_scores(definition, lines, section_caps(hits))
    return Scorecard(
        status="incomplete" if rejected else "no_score",
        sections=sections,
        base=None,
        bonus=_bonus(definition, lines),
        penalty=_points(lines, "penalty"),
        knockouts=knockouts(hits),
        final=None,
        grade=None,
        chain=_chain(definition, sections),
        missing=missing,
        lines=tuple(lines),
        dp=definition.scoring.dp,
    )


def _finished(
    definition: Definition, card: Scorecard, base: Fraction, hits: Sequence[Struck]
) -> Scorecard:
    """Bonus and penalty, the clamp, then overall knock-outs last (R21, R22), then the grade."""
    scoring = definition.scoring
    lifted = max(ZERO, min(scoring.cap_max, base + card.bonus - card.penalty))
    final = capped(lifted, hits)
    return replace(
        card,
        status="final",
        base=base,
        final=final,
        grade=grade_of(final, scoring, hits),
        lines=with_losses(definition, card.lines, card.sections),
    )


def base_of(definition: Definition, scores: Sequence[SectionScore]) -> Fraction | None:
    """The score before bonus and penalty on 0..100; None when there is nothing to score (R27).

    In earn mode the points may be those of many visits together (R34)."""
    most = all_points(scores)
    if most == 0:
        return None
    if definition.scoring.mode == "deduct":
        return _deducted(definition, scores, most)
    if definition.scoring.overall == "pooled":
        return dot((each.max, each.effective or ZERO) for each in scores) / most * 100
    return _section_weighted(definition, scores)


def _section_weighted(definition: Definition, scores: Sequence[SectionScore]) -> Fraction | None:
    """Mean of the rates by section weight, null sections handing theirs to the others (R19)."""
    live = live_weight(definition.sections, scores)
    pairs = zip(definition.sections, scores, strict=True)
    whole = dot((section.weight, each.effective or ZERO) for section, each in pairs)
    return whole / live * 100 if live else None


def _deducted(definition: Definition, scores: Sequence[SectionScore], most: Fraction) -> Fraction:
    """Base minus deductions, on 100; `rescale` spreads what N/A left out (R26)."""
    scoring = definition.scoring
    lost = most - total(each.earned for each in scores)
    if scoring.na_in_deduct == "rescale":
        everything = dot(
            (item.weight, item.max or ZERO) for item in definition.items if item.is_scored
        )
        lost = lost * everything / most
    return max(ZERO, scoring.base - lost) * 100 / scoring.base


def _bonus(definition: Definition, lines: Sequence[LedgerLine]) -> Fraction:
    points, cap = _points(lines, "bonus"), definition.scoring.bonus_cap
    return points if cap is None else min(points, cap)


def _points(lines: Sequence[LedgerLine], kind: str) -> Fraction:
    return total(line.points or ZERO for line in lines if line.type == kind)


def _chain(definition: Definition, scores: Sequence[SectionScore]) -> Fraction | None:
    pairs = zip(definition.sections, scores, strict=True)
    return chain(each.effective for section, each in pairs if section.chain)
