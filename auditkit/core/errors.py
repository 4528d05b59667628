"""What can go wrong, each with its exit code; no message ever carries the value of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOUND = 1
USAGE = 2
BAD_INPUT = 3
INTERNAL = 4


class AuditkitError(Exception):
    """Base of everything auditkit raises on purpose."""

    exit_code = INTERNAL


class InputError(AuditkitError):
    """An input that cannot be read: where, what is wrong, what to do."""

    exit_code = BAD_INPUT

    def __init__(self, where: str, problem: str, hint: str = "") -> None:
        super().__init__(where, problem, hint)
        self.where, self.problem, self.hint = where, problem, hint

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" + (f"\n  {self.hint}" if self.hint else "")


class ConfigError(InputError):
    """A setting, key or mapping that cannot be used."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a policy or mapping file; ``line`` is 1-based, 0 when not known."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


class PolicyError(AuditkitError):
    """Every problem found in the policy or mapping files, together."""

    exit_code = BAD_INPUT

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = tuple(sorted(problems))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class CheckError(AuditkitError):
    """A kernel failed; says which and how, never on what values."""

    def __init__(self, check: str, rule: str, kind: str, rows: int) -> None:
        super().__init__(check, rule, kind, rows)
        self.check, self.rule, self.kind, self.rows = check, rule, kind, rows

    def __str__(self) -> str:
        return f"check {self.check} failed with {self.kind} on {self.rows} rows (rule {self.rule})"


class EngineError(AuditkitError):
    """A run that cannot account for its rows, or whose spool is damaged."""


class WorkerError(EngineError):
    """A process that judged a part of the rows ended before it was done, or could not begin."""

    def __str__(self) -> str:
        return (
            "a worker process ended before its work was done: killed, out of memory, or started "
            'by a script that calls auditkit outside `if __name__ == "__main__":`; run again with '
            "--jobs 1, or guard the script / 工作进程提前结束：被终止、内存不足，或调用脚本未写 "
            '`if __name__ == "__main__":`；请用 --jobs 1 重试，或为脚本加上该判断'
        )


class OutputError(AuditkitError):
    """An output that can stand neither in its place nor beside it."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]}: cannot be replaced, nor written beside it under a number; close it "
            "in Excel or WPS, or name another folder / 无法替换，也无法另存编号副本；"
            "请在 Excel 或 WPS 中关闭该文件，或另选文件夹"
        )


class DiskFullError(AuditkitError):
    """A file that could not be written whole for want of room; nothing of it is left."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]}: disk full, or a quota or file size limit was reached; make room and "
            "run again / 磁盘已满，或超出配额、文件大小限制；请清理空间后重新运行"
        )


class StoreError(AuditkitError):
    """A store that cannot be opened, written or trusted."""


class KeyMismatchError(ConfigError):
    """The store was written under another institution key."""
