"""What happened to one clause, in words: its label, its place, its effects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Effect, EffectType
from policybook.diffing.matching import Stage
from policybook.messages.messages import Later, Messages, later
from policybook.model import NO_PARENT, Kind, Tree

EFFECTS: Final = {
    EffectType.OBLIGATION: "duty",
    EffectType.CONDITION: "condition",
    EffectType.QUANTITY: "number-or-interval",
    EffectType.DATE: "date",
    EffectType.PERSON: "person-or-role",
    EffectType.AUDIENCE: "whom-it-concerns",
    EffectType.REFERENCE: "reference",
}
"""What messages, and the classes of stylesheets, call an effect; those of wording and typography are not told."""

UNALIKE: Final = 0.5
"""The likeness below which a reader is told why two texts count as one clause."""
_WHY: Final = {Stage.OWN_ID: "id", Stage.LABEL: "label", Stage.CLAUSES: "clauses"}
_PART: Final = 5
_LONG: Final = 160


class Sentence(NamedTuple):
    """What is told of a change."""

    badge: str
    """The badge that says what it is about: `stricter`, `duty`; empty for none."""
    about: str
    """The same in words: "Stricter:"."""
    words: str

    @property
    def whole(self) -> str:
        """All of it: "Stricter: “should” becomes “must”."."""
        return f"{self.about} {self.words}" if self.about else self.words


def what_happened(t: Messages, changes: Changes, change: Change) -> Iterator[Sentence]:
    """Yield what a reader should know of a change besides its redline, weightiest first.

    Args:
        t: What reports say.
        changes: All changes of the two texts.
        change: One of them.
    """
    effects = [sentence for effect in change.effects if (sentence := effect_sentence(t, effect))]
    yield from effects
    for plain in _besides(t, changes, change, has_effects=bool(effects)):
        yield Sentence("", "", plain)


def _besides(t: Messages, changes: Changes, change: Change, *, has_effects: bool) -> Iterator[str]:
    if has_effects and any(effect.type is EffectType.WORDING for effect in change.effects):
        yield t("change.rest_reworded")
    yield from where_to(t, changes, change)
    if change.before and change.after and not change.amended and change.kind is not ChangeKind.UNCHANGED:
        yield t("change.same_words")
    yield from map(t, change.notes)
    is_unalike = change.score is not None and change.score < UNALIKE and change.node is Kind.CLAUSE
    if is_unalike and change.stage is not Stage.PIN:
        yield t(f"change.rewritten.{_WHY.get(change.stage or Stage.SIMILAR, 'place')}")


def effect_sentence(t: Messages, effect: Effect) -> Sentence | None:
    """Return what an effect does: "Stricter: “should” becomes “must”."; None for wording and typography."""
    if effect.type not in EFFECTS:
        return None
    name = EFFECTS[effect.type]
    badge = name if effect.direction is Direction.NEUTRAL else str(effect.direction)
    before, after = _short(effect.before), _short(effect.after)
    if before and after:
        told = t("change.becomes", before=before, after=after)
    elif after:
        told = t("change.added", after=after)
    elif before:
        told = t("change.removed", before=before)
    else:
        return Sentence("", "", t(f"change.unquoted.{effect.direction}.{name}"))
    return Sentence(badge, t("change.about", what=t(f"change.badge.{badge}")), told)


def label_words(t: Messages, changes: Changes, change: Change) -> str:
    """Return the label of a clause, before and after where they differ: "4.3", "4.3 → 4.4"; empty if it has none."""
    olds = t.list(filter(None, (citation(changes.before, n) for n in change.before)))
    news = t.list(filter(None, (citation(changes.after, n) for n in change.after)))
    if not olds or not news:
        if change.renumbered and change.before and change.after:
            none = t("change.no_number")
            return t("change.renumbered", before=olds or none, after=news or none)
        return olds or news
    differ = olds != news and (change.renumbered or len(change.before) != len(change.after))
    return t("change.renumbered", before=olds, after=news) if differ else news


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


def place_words(t: Messages, tree: Tree, position: int) -> tuple[str, ...]:
    """Return what stands around a node, outermost first: titles with their labels, stems by label or first words."""
    return tuple(name_of(t, tree, n) for n in reversed(list(tree.ancestors(position))))


def name_of(t: Messages, tree: Tree, position: int) -> str:
    """Return what a node is called in a sentence: a section's label and title, a clause's label, else its words."""
    node = tree.nodes[position]
    if node.is_section:
        return " ".join(filter(None, (node.label, node.text))) or t("change.untitled_section")
    return citation(tree, position) or (
        t("change.quoted", words=first_words(node.text)) if node.text else t("change.wordless_clause")
    )


def first_words(text: str, count: int = _PART) -> str:
    """Return the first words of a text, with dots where some are left out."""
    words = text.split()
    return " ".join(words) if len(words) <= count + 1 else " ".join(words[:count]).rstrip(",;:.") + " …"


def where_to(t: Messages, changes: Changes, change: Change) -> Iterator[str]:
    """Yield how a clause was divided or joined and where it moved, in sentences; its label says how that changed."""
    if change.kind is ChangeKind.SPLIT:
        yield t("change.divided", names=t.list([name_of(t, changes.after, n) for n in change.after], "and"))
    if change.kind is ChangeKind.MERGED:
        yield t("change.joined", names=t.list([name_of(t, changes.before, n) for n in change.before], "and"))
    if change.moved:
        yield _moved(t, changes, change)


def _moved(t: Messages, changes: Changes, change: Change) -> str:
    old = _around(t, changes.before, change.before[0])
    new = _around(t, changes.after, change.after[0])
    if old == new:
        return t("change.moved_within", place=new) if new else t("change.moved_elsewhere")
    if not old:
        return t("change.moved_from_top", after=new)
    return t("change.moved", before=old, after=new) if new else t("change.moved_to_top", before=old)


def _around(t: Messages, tree: Tree, position: int) -> str:
    parent = tree.nodes[position].parent
    return name_of(t, tree, parent) if parent != NO_PARENT else ""


def nodes(sections: int, clauses: int) -> Later:
    """Return how many sections and clauses: "1 section and 3 clauses"."""
    told = later("step.sections", n=sections), later("step.clauses", n=clauses)
    if sections and clauses:
        return later("step.sections_and_clauses", sections=told[0], clauses=told[1])
    return told[0] if sections else told[1]


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
