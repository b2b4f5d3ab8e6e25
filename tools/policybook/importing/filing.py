"""An imported document filed in a book: its Policy Markdown, its front matter, and its school's directory."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from policybook.book.approving import Write
from policybook.book.identity import identify
from policybook.book.loading import load_file
from policybook.book.marking import with_ids
from policybook.book.model import School, Version
from policybook.importing.document import Account, Remark
from policybook.importing.markdown import differences, written
from policybook.importing.people import Post, role_named
from policybook.importing.piece import Kind
from policybook.importing.renewal import as_precise, name_roles, renewed
from policybook.metadata import Audience, FrontMatter, Person

_ACCEPTABLE_USE: Final = re.compile(
    r"acceptable use|e-?safety|online safety|internet|social (?:media|network)|\bICT\b|\bIT\b|technolog"
    r"|e-?mail|mobile|byod",
    re.IGNORECASE,
)
_IN_NO_ID: Final = frozenset(
    "a an and for of on in the to our this policy policies procedure procedures guidance document"
    " statement school including staff governors"
    " pupils visitors volunteers parents contractors all with usage".split()
)
_WORDS_IN_ID: Final = 5
_FOUND: Final = ("kind", "audience", "responsible", "related")
"""Fields that are found in clauses rather than stated: what was there before goes before them."""
_HEADS: Final = frozenset({"headteacher", "principal", "head-of-school"})


@dataclass(frozen=True, slots=True)
class Filed:
    """What importing a document writes, and what can be said of it."""

    ref: str
    """`school/policy`."""
    writes: tuple[Write, ...]
    version: Version
    """The text that is written, read again, with its ids."""
    source_lines: tuple[tuple[tuple[int, int], ...], ...]
    """Of each section and clause, the lines of the source that it stands on."""
    origins: Mapping[str, int]
    """The line of the source that a field of the front matter comes from."""
    unsure: tuple[Remark, ...]
    dropped: tuple[Remark, ...]


def policy_id_of(title: str) -> str:
    """Return the id that a policy gets from its title.

    Examples:
        "Acceptable Use of Technology Policy" gives "acceptable-use-technology".
    """
    plain = re.sub(r"\([^)]*\)", " ", title.lower().replace("&", " and "))
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _IN_NO_ID]
    return "-".join(words[:_WORDS_IN_ID]) or "policy"


def file_account(
    account: Account, school_id: str, school: School | None, policy_id: str | None, fields: Mapping[str, Any]
) -> Filed:
    """Return what filing a document writes.

    Args:
        account: What became of the document.
        school_id: The school's id.
        school: The school, if the book has it.
        policy_id: The policy's id; None for one made from the title.
        fields: Front matter that the file brought with it.

    Returns:
        The files to write: the policy's working text, and for a new school its `school.yml`.
    """
    policy_id = policy_id or policy_id_of(account.particulars.values["title"])
    policy = next((p for p in school.policies if p.id == policy_id), None) if school else None
    earlier = (policy.newest_sealed or policy.working) if policy else None
    unsure = list(account.unsure)
    posts = _posts(account)
    directory = (
        dict(school.people) if school else {p.key: Person(title=p.title, name=p.name or None) for p in posts if p.key}
    )
    roles = _roles(posts, directory, is_new=school is None)
    meta = _front_matter(account, posts, roles, directory)
    if earlier:
        name_roles(account.pieces, earlier, directory)
        rows = _responsible(posts, roles)
        before, doubts = renewed(earlier, account, posts, rows, account.particulars.values)
        meta |= {name: value for name, value in before.items() if name in _FOUND or name not in meta}
        unsure += doubts
        meta |= as_precise(meta, earlier)
    _guess(meta, account, posts, roles, unsure)
    if policy and policy.working and policy.working is earlier:
        unsure.append(Remark(1, meta["title"], "the draft that was there, which nobody had approved, is replaced"))
    meta = _ordered({**{k: v for k, v in meta.items() if v}, **fields, "school": school_id, "status": "draft"})
    body = written(account.pieces)
    head = f"---\n{_yaml(meta)}---\n\n"
    text = head + body.text
    path = f"{policy.path if policy else f'{school.path if school else school_id}/{policy_id}'}/policy.md"
    version = load_file(path, text.encode())
    for n in differences(account.pieces, version.text.tree):
        piece = account.pieces[n]
        unsure.append(Remark(piece.line, piece.text, "it does not read back from Policy Markdown as it was meant"))
    if earlier:
        tree = identify(version.text.tree, earlier.tree)
        if policy and not policy.sealed:
            text = with_ids(text, tree.ids)  # nothing approved keeps the ids, so the text itself must
        version = Version(None, path, load_file(path, text.encode()).text, tree)
    writes = [Write(path, text, is_new=policy is None or policy.working is None)]
    if school is None:
        writes.insert(0, Write(f"{school_id}/school.yml", _school(account, school_id, directory), is_new=True))
    lines = tuple(tuple(piece.lines) for piece in account.pieces)
    if len(lines) != len(version.tree):
        lines = tuple(lines[min(n, len(lines) - 1)] if lines else () for n in range(len(version.tree)))
    return Filed(
        f"{school_id}/{policy_id}",
        tuple(writes),
        version,
        lines,
        {path: line for path, line in _origins(account, posts).items() if path.partition(".")[0] not in fields},
        tuple(sorted(unsure)),
        account.dropped,
    )


def _front_matter(
    account: Account, posts: Sequence[Post], roles: Mapping[str, str], directory: Mapping[str, Person]
) -> dict[str, Any]:
    """Return the front matter that a document gives, in the order in which fields stand."""
    said = account.particulars.values
    title = str(said["title"])
    audience = [str(one) for one in account.audience]
    for one in Audience:
        if re.search(rf"\b{one.value}\b", str(said.get("audience", "")).lower()) and one.value not in audience:
            audience.append(one.value)
    remarks = [f"{title}", *account.particulars.remarks]
    meta: dict[str, Any] = {
        "title": title,
        "kind": "acceptable-use" if _ACCEPTABLE_USE.search(title) else policy_id_of(title),
        "version": said.get("version"),
        "audience": audience,
        "owner": _owner(account, roles, directory),
        "responsible": _responsible(posts, roles),
        "approved": _group(said, "approved", "by", "date", "minute"),
        "effective": said.get("effective"),
        "review": _group(said, "review", "due", "frequency", "by"),
        "related": [name for name, _ in account.related],
        "acknowledgement": _acknowledgement(account),
        "source": {"document": ", ".join(remarks)},
    }
    return {name: value for name, value in meta.items() if value}


def _origins(account: Account, posts: Sequence[Post]) -> dict[str, int]:
    """Return the line of the source that each field comes from, those of a list with their places in it."""
    lines = dict(account.particulars.origins)
    lines |= {f"responsible.{n}": post.line for n, post in enumerate(posts)}
    lines |= {f"related.{n}": line for n, (_, line) in enumerate(account.related)}
    if account.declarations:
        lines["acknowledgement"] = account.declarations[0].line
    return lines


def _posts(account: Account) -> list[Post]:
    """Return the posts of a document: those its clauses name, and the authors and bodies of its head."""
    posts = list(account.posts)
    known = {post.name for post in posts}
    for name, duty, line in account.particulars.authors:
        holder = next((post for post in posts if post.name == name), None)
        if holder:
            holder.duty = holder.duty or duty
        elif name not in known:
            posts.append(Post("", "", line, name, duty))
            known.add(name)
    return posts


def _roles(posts: Sequence[Post], directory: Mapping[str, Person], *, is_new: bool) -> dict[str, str]:
    """Return how front matter names each role: by its id in the directory, or by its title."""
    by_title = {re.sub(r"\W", "", (person.title or "").lower()): id_ for id_, person in directory.items()}
    found: dict[str, str] = {}
    for post in posts:
        if not post.key:
            continue
        title = re.sub(r"\W", "", post.title.lower())
        found[post.key] = post.key if is_new or post.key in directory else by_title.get(title, post.title)
    return found


def _owner(account: Account, roles: Mapping[str, str], directory: Mapping[str, Person]) -> dict[str, str]:
    said = account.particulars.values
    role, name = said.get("owner.role"), said.get("owner.name")
    titled = next((id_ for id_, person in directory.items() if (person.title or "").lower() == str(role).lower()), None)
    given = {"role": titled or roles.get(role_named(str(role or "")), role), "name": name}
    return {field: value for field, value in given.items() if value}


def _guess(
    meta: dict[str, Any], account: Account, posts: Sequence[Post], roles: Mapping[str, str], unsure: list[Remark]
) -> None:
    """Fill in what a policy must have and nothing says, and say so."""
    title, line = str(meta["title"]), account.particulars.origins["title"]
    if "audience" not in meta:
        meta["audience"] = [str(Audience.STAFF)]
        unsure.append(Remark(line, title, "nothing says whom it addresses; staff is a guess"))
    if "owner" not in meta:
        heads = (post for post in posts if post.key in _HEADS)
        post = next(heads, next((post for post in posts if post.key), None))
        meta["owner"] = {"role": roles[post.key] if post else "Headteacher"}
        doubt = "nothing says who keeps the policy; this owner is a guess"
        unsure.append(Remark(post.line if post else line, post.title if post else "Headteacher", doubt))
    first = next((declaration for declaration in account.declarations), None)
    if first and not any(declaration.statement for declaration in account.declarations):
        doubt = "names are signed below it, but no sentence says what is declared"
        unsure.append(Remark(first.line, meta["acknowledgement"]["statement"], doubt))


def _responsible(posts: Sequence[Post], roles: Mapping[str, str]) -> list[dict[str, str]]:
    rows = []
    for post in posts:
        role = roles.get(post.key, "") or ("Policy author" if post.duty == "wrote the policy" else "")
        row = {"role": role or "Named in the policy", "name": post.name, "for": post.duty}
        rows.append({field: value for field, value in row.items() if value})
    return rows


def _acknowledgement(account: Account) -> dict[str, Any]:
    if not account.declarations:
        return {}
    statements = [text for declaration in account.declarations for text in declaration.statement]
    if not statements:
        first = account.declarations[0]
        above = [p for p in account.pieces if p.kind is Kind.HEADING and p.line < first.line]
        statements = [above[-1].text if above else str(account.particulars.values["title"])]
    fields = dict.fromkeys(name for declaration in account.declarations for name in declaration.fields)
    return {"statement": "\n\n".join(dict.fromkeys(statements)), "fields": list(fields)}


def _group(said: Mapping[str, Any], name: str, *fields: str) -> dict[str, Any]:
    return {field: said[f"{name}.{field}"] for field in fields if f"{name}.{field}" in said}


def _ordered(meta: Mapping[str, Any]) -> dict[str, Any]:
    return {name: meta[name] for name in FrontMatter.model_fields if name in meta}


def _yaml(value: Mapping[str, Any], *, is_plain: bool = False) -> str:
    return str(
        yaml.safe_dump(
            dict(value), allow_unicode=True, sort_keys=False, default_flow_style=False if is_plain else None, width=110
        )
    )


def _school(account: Account, school_id: str, directory: Mapping[str, Person]) -> str:
    name = account.particulars.values.get("school.name") or account.school_name or school_id.replace("-", " ").title()
    if str(name).isupper():
        name = str(name).title()
    people = {role: person.model_dump(exclude_none=True) for role, person in directory.items()}
    return _yaml({"name": str(name)}, is_plain=True) + (_yaml({"people": people}) if people else "")
