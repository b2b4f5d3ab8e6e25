"""What happened to one clause, in words: its label, its place, its effects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Effect, EffectType
from policybook.diffing.matching import Stage
from policybook.model import NO_PARENT, Kind, Tree

DIRECTIONS: Final = {Direction.STRICTER: "Stricter", Direction.LOOSER: "Looser"}
EFFECTS: Final = {
    EffectType.OBLIGATION: "Duty",
    EffectType.CONDITION: "Condition",
    EffectType.QUANTITY: "Number or interval",
    EffectType.DATE: "Date",
    EffectType.PERSON: "Person or role",
    EffectType.AUDIENCE: "Whom it concerns",
    EffectType.REFERENCE: "Reference",
}
"""What an effect is called where it has no direction."""

NO_NUMBER: Final = "no number"
"""What stands for the label of a clause that had none, or has none any more."""
UNALIKE: Final = 0.5
"""The likeness below which a reader is told why two texts count as one clause."""
_WHY: Final = {
    Stage.OWN_ID: "they have the same id",
    Stage.LABEL: "they have the same number and place",
    Stage.CLAUSES: "they hold the same clauses",
}
_BY_PLACE: Final = "their place and their words fit best"
_PART: Final = 5
_LONG: Final = 160


def what_happened(changes: Changes, change: Change) -> Iterator[str]:
    """Yield what a reader should know of a change besides its redline, in sentences, weightiest first.

    Args:
        changes: All changes of the two texts.
        change: One of them.
    """
    effects = [sentence for effect in change.effects if (sentence := effect_words(effect))]
    yield from effects
    if effects and any(effect.type is EffectType.WORDING for effect in change.effects):
        yield "The rest is reworded."
    yield from where_to(changes, change)
    if change.before and change.after and not change.amended and change.kind is not ChangeKind.UNCHANGED:
        yield "Word for word the same."
    yield from (note if note.endswith((".", "!", "?")) else f"{note}." for note in change.notes)
    if change.stage is Stage.PIN:
        yield "Paired by hand."
    elif change.score is not None and change.score < UNALIKE and change.node is Kind.CLAUSE:
        yield f"Much rewritten; taken for the same because {_WHY.get(change.stage or Stage.SIMILAR, _BY_PLACE)}."


def effect_words(effect: Effect) -> str:
    """Return what an effect does: "Stricter: “should” becomes “must”."; nothing for wording and typography."""
    if effect.type not in EFFECTS:
        return ""
    name = EFFECTS[effect.type]
    head = DIRECTIONS.get(effect.direction)
    before, after = _short(effect.before), _short(effect.after)
    if before and after:
        told = f"“{before}” becomes “{after}”"
    elif after:
        told = f"“{after}” is added"
    elif before:
        told = f"“{before}” is taken out"
    else:
        return f"{head} ({name.lower()})." if head else f"{name} changed."
    return f"{head or name}: {told}."


def label_words(changes: Changes, change: Change) -> str:
    """Return the label of a clause, before and after where they differ: "4.3", "4.3 → 4.4"; empty if it has none."""
    olds = _all([citation(changes.before, n) for n in change.before])
    news = _all([citation(changes.after, n) for n in change.after])
    if not olds or not news:
        if change.renumbered and change.before and change.after:
            return f"{olds or NO_NUMBER} → {news or NO_NUMBER}"
        return olds or news
    differ = olds != news and (change.renumbered or len(change.before) != len(change.after))
    return f"{olds} → {news}" if differ else news


def citation(tree: Tree, position: int) -> str:
    """Return the label by which a clause is cited, with those of the clauses around it: "2.5 a"; empty if it has none.

    A label with a dot, or right below a section, stands for itself.
    """
    node = tree.nodes[position]
    if node.label is None:
        return ""
    parent = node.parent
    if "." in node.label or parent == NO_PARENT or tree.nodes[parent].is_section:
        return node.label
    around = citation(tree, parent)
    return f"{around} {node.label}" if around else node.label


def place_words(tree: Tree, position: int) -> tuple[str, ...]:
    """Return what stands around a node, outermost first: titles with their labels, stems by label or first words."""
    return tuple(name_of(tree, n) for n in reversed(list(tree.ancestors(position))))


def name_of(tree: Tree, position: int) -> str:
    """Return what a node is called in a sentence: a section's label and title, a clause's label, else its words."""
    node = tree.nodes[position]
    if node.is_section:
        return " ".join(filter(None, (node.label, node.text))) or "an untitled section"
    return citation(tree, position) or (f"“{first_words(node.text)}”" if node.text else "a clause without words")


def first_words(text: str, count: int = _PART) -> str:
    """Return the first words of a text, with dots where some are left out."""
    words = text.split()
    return " ".join(words) if len(words) <= count + 1 else " ".join(words[:count]).rstrip(",;:.") + " …"


def where_to(changes: Changes, change: Change) -> Iterator[str]:
    """Yield how a clause was divided or joined and where it moved, in sentences; its label says how that changed."""
    olds = [name_of(changes.before, n) for n in change.before]
    news = [name_of(changes.after, n) for n in change.after]
    if change.kind is ChangeKind.SPLIT:
        yield f"Divided into {_and(news)}."
    if change.kind is ChangeKind.MERGED:
        yield f"Joined from {_and(olds)}."
    if change.moved:
        yield _moved(changes, change)


def _moved(changes: Changes, change: Change) -> str:
    old = _around(changes.before, change.before[0])
    new = _around(changes.after, change.after[0])
    if old == new:
        return f"Moved within {new}." if new else "Moved to another place."
    return f"Moved from {old or 'the top level'} to {new or 'the top level'}."


def _around(tree: Tree, position: int) -> str:
    parent = tree.nodes[position].parent
    return name_of(tree, parent) if parent != NO_PARENT else ""


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def _and(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _all(labels: list[str]) -> str:
    return ", ".join(label for label in labels if label)
