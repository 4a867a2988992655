"""What was said and written of a session: it stays, and what is told later fills only what it is silent of."""

from dataclasses import replace

from analyzer.model import Diary, Said


def filled(said: Said, more: Said) -> Said:
    """Give what was said with what more is said where it was silent."""
    return replace(said, **{name: getattr(more, name) for name in more.to_dict() if not getattr(said, name)})


def written(diary: Diary, more: Diary) -> Diary:
    """Give a diary with what more is written where it was silent."""
    return Diary(
        notes=diary.notes or more.notes,
        weather=diary.weather or more.weather,
        shoes=diary.shoes or more.shoes,
        rpe=more.rpe if diary.rpe is None else diary.rpe,
    )


def overruled(said: Said, diary: Diary, more: Said, other: Diary) -> tuple[str, ...]:
    """Name what is told now and was told otherwise before."""
    names = [name for name in more.to_dict() if getattr(said, name) and getattr(said, name) != getattr(more, name)]
    words = {"notes": diary.notes, "weather": diary.weather, "shoes": diary.shoes, "rpe": diary.rpe}
    names += [name for name, value in words.items() if value and getattr(other, name) not in {value, "", None}]
    return tuple(names)
