"""Average linkage in blocks: a clustering of numbered things that does not depend on their order of arrival.

The numbers must be given in canonical order, since ties are broken by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

MOST = 300  # things in a block; a larger one is cut at its weakest links
Edge = tuple[int, int]
Score = Callable[[int, int], float | None]


def cluster(
    count: int,
    edges: Mapping[Edge, float],
    score: Score,
    least: float,
    *,
    step: float,
    tied: Iterable[Edge] = (),
    barred: Callable[[int, int], bool] = lambda x, y: False,
) -> list[list[int]]:
    """Things ``0 … count - 1`` in groups.

    ``edges`` are the pairs ``(x, y)``, x < y, whose score reaches ``least``; only what hangs together by them, or is
    ``tied``, can become one group. The likeliest pairs are joined first, and two groups only when ``score`` excludes
    no pair of them (``None``) and is at least ``least`` on average. Blocks of more than `MOST` are cut by raising the
    least score of a link by ``step`` until they fall apart. Tied pairs are joined before all others unless ``barred``.
    """
    tied = sorted({(min(t), max(t)) for t in tied})
    return sorted(
        group
        for block, links in _blocks(range(count), edges, tied, least, step)
        for group in _grouped(block, links, score, least, tied, barred)
    )


def _blocks(
    nodes: Iterable[int], edges: Mapping[Edge, float], tied: list[Edge], least: float, step: float
) -> Iterator[tuple[list[int], dict[Edge, float]]]:
    """What hangs together with its links, cut at the weakest links where it is too much."""
    waiting = [(least, list(nodes), dict(edges))]
    while waiting:
        bar, inside, here = waiting.pop()
        held = set(inside)
        parts = connected(inside, [*here, *(t for t in tied if t[0] in held and t[1] in held)])
        home = {n: at for at, part in enumerate(parts) for n in part}
        links: list[dict[Edge, float]] = [{} for _ in parts]
        for edge, score in here.items():
            links[home[edge[0]]][edge] = score
        for part, kept in zip(parts, links, strict=True):
            if len(part) <= MOST or not kept:
                yield part, kept
                continue
            higher = max(bar, min(kept.values())) + step
            waiting.append((higher, part, {edge: score for edge, score in kept.items() if score >= higher}))


def connected(nodes: Iterable[int], edges: Iterable[Edge]) -> list[list[int]]:
    """Nodes that hang together by edges."""
    home = {n: n for n in nodes}

    def find(n: int) -> int:
        while home[n] != n:
            home[n] = home[home[n]]
            n = home[n]
        return n

    for x, y in edges:
        a, b = find(x), find(y)
        home[max(a, b)] = min(a, b)
    parts: dict[int, list[int]] = {}
    for n in home:
        parts.setdefault(find(n), []).append(n)
    return [sorted(part) for _, part in sorted(parts.items())]


def _grouped(
    nodes: list[int],
    edges: Mapping[Edge, float],
    score: Score,
    least: float,
    tied: list[Edge],
    barred: Callable[[int, int], bool],
) -> Iterator[list[int]]:
    if len(nodes) == 1:
        yield nodes
        return
    inside = set(nodes)
    home = {n: n for n in nodes}
    members = {n: [n] for n in nodes}

    def join(x: int, y: int) -> None:
        first, second = sorted((home[x], home[y]))
        for n in members[second]:
            home[n] = first
        members[first] = sorted(members[first] + members.pop(second))

    for x, y in tied:
        if x not in inside or home[x] == home[y]:
            continue
        if not any(barred(m, n) for m in members[home[x]] for n in members[home[y]]):
            join(x, y)
    held = {n for edge in tied for n in edge}
    for (x, y), _ in sorted(edges.items(), key=lambda item: (-item[1], item[0])):
        if home[x] != home[y] and _fit(members[home[x]], members[home[y]], score, least, held, barred):
            join(x, y)
    yield from members.values()


def _fit(
    first: list[int],
    second: list[int],
    score: Score,
    least: float,
    held: set[int],
    barred: Callable[[int, int], bool],
) -> bool:
    """Whether two groups are alike on average and no member of one excludes one of the other.

    What somebody tied to a group was not put there by its likeness, so it does not count against the group's others.
    """
    total, counted = 0.0, 0
    for x in first:
        for y in second:
            if barred(x, y):
                return False
            found = score(x, y)
            if found is None:
                if x in held or y in held:
                    continue
                return False
            total, counted = total + found, counted + 1
    return counted > 0 and total >= least * counted
