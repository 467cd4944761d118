"""A scorecard as JSON: the result, the ledger, and the form in which it is stored.

Promise: `restored(stored(scorecard)) == scorecard`, exactly, so a stored scorecard prints its
result and its ledger for ever without scoring again. Rounded numbers are for people; whoever
calculates on takes the exact ones beside them.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.checklists.answers import dump_answer, parse_answers
from audit.scoring.numbers import exact, maybe_exact, maybe_fraction, maybe_rounded, rounded
from audit.scoring.scorecard import FactorScore, Knockout, LedgerLine, Scorecard, SectionScore

Json = dict[str, Any]

FORMAT = "scorecard/1"
_NUMBERS = ("base", "bonus", "penalty", "final", "chain", "index")


def result(scorecard: Scorecard) -> Json:
    """The result of one visit in the shape of checklist format 1; numbers rounded (R2)."""
    if scorecard.is_factor_index:
        return _index_result(scorecard)
    if scorecard.final is None or scorecard.base is None:
        missing = list(scorecard.missing)
        return {"status": scorecard.status, "missing": missing, "final": None, "grade": None}
    dp = scorecard.dp
    found = {
        "status": scorecard.status,
        "sections": {each.code: _section(each, dp) for each in scorecard.sections},
        "base": rounded(scorecard.base, dp),
        "bonus": exact(scorecard.bonus),
        "penalty": exact(scorecard.penalty),
        "knockouts": [each.item for each in scorecard.knockouts],
        "final": rounded(scorecard.final, dp),
        "final_exact": exact(scorecard.final),
        "grade": scorecard.grade,
    }
    return found | _where_it_applies(scorecard)


def _where_it_applies(scorecard: Scorecard) -> Json:
    dp = scorecard.dp
    losses = {
        line.item: rounded(line.loss, dp) for line in scorecard.lines if line.loss is not None
    }
    found = {
        "chain": maybe_rounded(scorecard.chain, dp),
        "loss_points": losses or None,
        "missing": list(scorecard.missing) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _section(score: SectionScore, dp: int) -> Json:
    return {
        "earned": exact(score.earned),
        "max": exact(score.max),
        "rate_pct": _percent(score.rate, dp),
        "effective_pct": _percent(score.effective, dp),
    }


def _percent(rate: Fraction | None, dp: int) -> str | None:
    return None if rate is None else rounded(rate * 100, dp)


def _index_result(scorecard: Scorecard) -> Json:
    """Factors and index are printed without decimals, half up (R40)."""
    if scorecard.index is None:
        missing = list(scorecard.missing)
        return {"status": scorecard.status, "missing": missing, "index": None}
    found = {
        "status": scorecard.status,
        "factors": {each.code: maybe_rounded(each.value, 0) for each in scorecard.factors},
        "index": rounded(scorecard.index, 0),
        "index_exact": exact(scorecard.index),
    }
    return found | ({"missing": list(scorecard.missing)} if scorecard.missing else {})


def ledger(scorecard: Scorecard) -> list[Json]:
    """One line an item: what was answered, what it earned, by which rule, or why it is left out.

    `loss` is exact, `loss_points` the same rounded; `earned` and `possible` are before weighting.
    """
    return [_line(line, scorecard.dp) for line in scorecard.lines]


def _line(line: LedgerLine, dp: int) -> Json:
    return {
        "item": line.item,
        "section": line.section,
        "type": line.type,
        "state": line.state,
        "rule": line.rule,
        "reason": line.reason,
        "earned": maybe_exact(line.earned),
        "possible": maybe_exact(line.possible),
        "weight": exact(line.weight),
        "rate": maybe_exact(line.rate),
        "loss": maybe_exact(line.loss),
        "points": maybe_exact(line.points),
        "answer": None if line.answer is None else dump_answer(line.answer),
        "loss_points": maybe_rounded(line.loss, dp),
    }


def stored(scorecard: Scorecard) -> Json:
    """The scorecard for storage: the printed result, the ledger and every exact number as text."""
    return {
        "format": FORMAT,
        "result": result(scorecard),
        "lines": ledger(scorecard),
        "status": scorecard.status,
        "grade": scorecard.grade,
        "dp": scorecard.dp,
        "factor_index": scorecard.is_factor_index,
        "missing": list(scorecard.missing),
        "exact": {key: maybe_exact(getattr(scorecard, key)) for key in _NUMBERS},
        "sections": [_stored_section(each) for each in scorecard.sections],
        "factors": [{"code": f.code, "value": maybe_exact(f.value)} for f in scorecard.factors],
        "knockouts": [
            {"item": k.item, "section": k.section, "effect": k.effect, "value": k.value}
            for k in scorecard.knockouts
        ],
    }


def _stored_section(score: SectionScore) -> Json:
    keys = ("earned", "max", "rate", "effective")
    return {"code": score.code} | {key: maybe_exact(getattr(score, key)) for key in keys}


def restored(document: Mapping[str, Any]) -> Scorecard:
    """The scorecard back from what `stored` made of it; KeyError for anything else."""
    numbers = {key: maybe_fraction(document["exact"][key]) for key in _NUMBERS}
    return Scorecard(
        status=document["status"],
        sections=tuple(_restored_section(each) for each in document["sections"]),
        base=numbers["base"],
        bonus=numbers["bonus"] or Fraction(0),
        penalty=numbers["penalty"] or Fraction(0),
        knockouts=tuple(Knockout(**each) for each in document["knockouts"]),
        final=numbers["final"],
        grade=document["grade"],
        chain=numbers["chain"],
        missing=tuple(document["missing"]),
        lines=tuple(_restored_line(each) for each in document["lines"]),
        dp=document["dp"],
        factors=tuple(_restored_factor(each) for each in document["factors"]),
        index=numbers["index"],
        is_factor_index=document["factor_index"],
    )


def _restored_section(raw: Json) -> SectionScore:
    return SectionScore(
        code=raw["code"],
        earned=Fraction(raw["earned"]),
        max=Fraction(raw["max"]),
        rate=maybe_fraction(raw["rate"]),
        effective=maybe_fraction(raw["effective"]),
    )


def _restored_factor(raw: Json) -> FactorScore:
    return FactorScore(raw["code"], maybe_fraction(raw["value"]))


def _restored_line(raw: Json) -> LedgerLine:
    code, answer = raw["item"], raw["answer"]
    return LedgerLine(
        item=code,
        section=raw["section"],
        type=raw["type"],
        state=raw["state"],
        answer=None if answer is None else parse_answers({code: answer})[code],
        earned=maybe_fraction(raw["earned"]),
        possible=maybe_fraction(raw["possible"]),
        weight=Fraction(raw["weight"]),
        rate=maybe_fraction(raw["rate"]),
        loss=maybe_fraction(raw["loss"]),
        rule=raw["rule"],
        reason=raw["reason"],
        points=maybe_fraction(raw["points"]),
    )
