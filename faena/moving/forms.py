"""What the pages of an import may send: the file, how it is read, what each column is, the answers about it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from faena.lib.limits import longest
from faena.lib.text import clean
from faena.moving.models import ImportPreset
from faena.moving.reading.fields import BY_NAME, FIELDS, KIND_LABELS, Kind
from faena.moving.reading.questions import Question
from faena.moving.reading.tables import How, Table
from faena.ui.forms import FaenaForm

MOST_BYTES = 50 * 2**20
ACCEPTED = ".xlsx,.xls,.ods,.csv,.txt,.tsv,.zip,.sql,.gz"
NOTES = "notes"
SEVERAL = {"phone", "email"}  # the first is the customer's, the others go to contacts
ENCODINGS = [
    ("", gettext_lazy("Found out by itself")),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("iso-8859-1", "ISO-8859-1 (Latin 1)"),
    ("utf-16", "UTF-16"),
]
DELIMITERS = [
    ("", gettext_lazy("Found out by itself")),
    (";", gettext_lazy("Semicolon ;")),
    (",", gettext_lazy("Comma ,")),
    ("\t", gettext_lazy("Tabulator")),
    ("|", gettext_lazy("Bar |")),
]
FEW = 5  # options that are shown side by side; more become a list to choose from


class UploadForm(FaenaForm):
    """Step 1: the file, as it is."""

    upload = forms.FileField(
        label=gettext_lazy("Drop the file here, or choose it"),
        help_text=gettext_lazy("Excel, LibreOffice, CSV, text, ZIP or SQL, 50 MB at most."),
        widget=forms.FileInput({"accept": ACCEPTED}),
        allow_empty_file=True,  # its action says why not
    )

    @property
    def filename(self) -> str:
        """As a person reads it."""
        return clean(self.cleaned_data["upload"].name)[:200] or _("File")


class TableForm(FaenaForm):
    """Which table of the file, where its names of columns stand, and how its text is read. `found`: the row of the
    names, as far as it was found out."""

    beside = {"how": "header", "columns": "table"}

    table = forms.ChoiceField(label=gettext_lazy("Sheet"), widget=forms.RadioSelect, required=False)
    header = forms.IntegerField(
        label=gettext_lazy("Row with the names of the columns"),
        help_text=gettext_lazy("Left empty, it is found out. Rows above it are left out."),
        min_value=1,
        max_value=1_000,
        required=False,
    )
    no_header = forms.BooleanField(label=gettext_lazy("The columns have no names"), required=False)
    encoding = forms.ChoiceField(
        label=gettext_lazy("Letters with accents"),
        choices=ENCODINGS,
        required=False,
        help_text=gettext_lazy("Where the first rows show wrong letters, choose another."),
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("What stands between two columns"), choices=DELIMITERS, required=False
    )

    def __init__(self, *args: Any, tables: Sequence[Table], found: int | None, is_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(table.name, _said_of(table)) for table in tables]
        self.fields["table"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if found:
            self.fields["header"].widget.attrs["placeholder"] = str(found)
        if len(tables) < 2:
            del self.fields["table"]
        if not is_text:
            del self.fields["encoding"], self.fields["delimiter"]

    @property
    def how(self) -> How:
        facts = self.cleaned_data
        return How(
            facts.get("encoding") or "",
            facts.get("delimiter") or "",
            facts.get("header"),
            not facts.get("no_header"),
        )


def _said_of(table: Table) -> str:
    rows = _("%(num)s rows") % {"num": table.lines}
    hidden = f" · {_('hidden in the file')}" if table.is_hidden else ""
    return f"{table.name} · {rows}{hidden}"


class ColumnLine(NamedTuple):
    """One column of the file on the page: its field, letter, first values, whether the file hides it."""

    bound: Any
    letter: str
    values: list[str]
    is_hidden: bool


class ColumnsForm(FaenaForm):
    """Step 2: what each column of `table` is. `guessed`: what is chosen before anybody looked; `values`: what the page
    shows of each column."""

    beside = {"plan": "kinds"}

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What this file brings"), choices=KIND_LABELS.items(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        table: Table,
        guessed: Mapping[int, tuple[str, ...]],
        kinds: Collection[Kind],
        values: list[list[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.values = table, values
        self.fields["kinds"].initial = [str(kind) for kind in kinds]
        options = _options(set(guessed.values()))
        for place, name in enumerate(table.columns):
            self.fields[f"column_{place}"] = field = forms.ChoiceField(
                label=name or letter_of(place), choices=options, required=False
            )
            field.initial = ",".join(guessed.get(place, ()))
            self._dress(f"column_{place}", field)

    def lines(self) -> Iterator[ColumnLine]:
        for place in range(len(self.table.columns)):
            hidden = place in self.table.hidden_columns
            yield ColumnLine(self[f"column_{place}"], letter_of(place), self.values[place], hidden)

    @property
    def chosen_kinds(self) -> frozenset[Kind]:
        return frozenset(Kind(kind) for kind in self.cleaned_data["kinds"])

    @property
    def columns(self) -> dict[int, tuple[str, ...]]:
        chosen = ((place, self.cleaned_data[f"column_{place}"]) for place in range(len(self.table.columns)))
        return {place: tuple(names.split(",")) for place, names in chosen if names}

    def clean(self) -> dict[str, Any]:
        """A field is one column, unless several can be put together."""
        facts = super().clean() or {}
        taken: dict[str, str] = {}
        for place in range(len(self.table.columns)):
            name = f"column_{place}"
            for field in filter(None, facts.get(name, "").split(",")):
                if field in taken and not (BY_NAME[field].is_many or field in SEVERAL):
                    known = {"field": BY_NAME[field].label, "column": self.fields[taken[field]].label}
                    self.add_error(name, _("“%(column)s” is %(field)s already. Leave one of them out.") % known)
                taken[field] = name
        if not taken and not self.errors:
            raise forms.ValidationError(_("Choose what at least one column is."))
        return facts


def _options(guessed: Collection[tuple[str, ...]]) -> list[Any]:
    """What a column can be, by kind; and what was guessed of one besides, such as two fields at once."""
    grouped: dict[Kind, list[tuple[str, Any]]] = {kind: [] for kind in Kind}
    for field in FIELDS:
        if field.kinds and field.name != NOTES:
            first = next(kind for kind in Kind if kind in field.kinds)
            grouped[first].append((field.name, field.label))
    offered = {name for options in grouped.values() for name, _label in options} | {NOTES}
    others = sorted(names for names in guessed if ",".join(names) not in offered)
    joined = [(",".join(names), " + ".join(str(BY_NAME[name].label) for name in names)) for names in others]
    return [
        ("", pgettext_lazy("column", "Leave out")),
        (NOTES, gettext_lazy("To the notes")),
        *([(gettext_lazy("As in this file"), joined)] if joined else []),
        *((KIND_LABELS[kind], options) for kind, options in grouped.items() if options),
    ]


def letter_of(place: int) -> str:
    """Of a column, as a spreadsheet calls it: A, Z, AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class RememberForm(FaenaForm):
    """The name under which columns and answers are kept."""

    name = forms.CharField(
        label=gettext_lazy("Name of the preset"),
        max_length=longest(ImportPreset, "name"),
        help_text=gettext_lazy("Such as the program from which the file comes."),
    )


class QuestionsForm(FaenaForm):
    """Step 3: one field for each question about the file."""

    def __init__(self, *args: Any, asked: Sequence[Question], answers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"answer_{place}": question.name for place, question in enumerate(asked)}
        for name, question in zip(self.names, asked, strict=True):
            widget = forms.RadioSelect if len(question.options) <= FEW else forms.Select
            self.fields[name] = field = forms.ChoiceField(
                label=question.label, choices=question.options, widget=widget, required=False
            )
            known = {value for value, _label in question.options}
            answer = answers.get(question.name, question.default)
            field.initial = answer if answer in known else question.default
            self._dress(name, field)

    @property
    def answers(self) -> dict[str, str]:
        return {asked: self.cleaned_data[name] for name, asked in self.names.items() if self.cleaned_data[name]}
