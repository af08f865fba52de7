"""Calls of several statements, kept together where a repository has no session."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import update_wrapper
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from .session import ScopedSession, Standalone

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


class Joining(Protocol):
    """What works in a session, or without one."""

    alone: Standalone | None
    """In the place of a session; None where there is one."""

    def inside(self, session: ScopedSession) -> Self:
        """Give the same in a session."""
        ...


JoiningT = TypeVar("JoiningT", bound=Joining)


def whole(
    method: Callable[Concatenate[JoiningT, P], Awaitable[ResultT]],
) -> Callable[Concatenate[JoiningT, P], Coroutine[None, None, ResultT]]:
    """Let `method` be one transaction: its caller's session's, or, where there is none, one of its own."""

    async def run(self: JoiningT, /, *arguments: P.args, **options: P.kwargs) -> ResultT:
        if self.alone is None:
            return await method(self, *arguments, **options)
        async with self.alone.session() as session:
            result = await method(self.inside(session), *arguments, **options)
            await session.commit()
        return result

    update_wrapper(run, method)
    return run
