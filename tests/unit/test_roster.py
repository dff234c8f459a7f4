"""Reading the lists of students that platforms export."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.desk.headings import CANVAS, GENERIC, MOODLE, WORKSHEET
from autograder.desk.roster import Lookup, read_roster
from autograder.desk.upload import Person
from autograder.errors import CourseError

CANVAS_TEXT = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_tiny (700),Final Score
,,,,,Manual Posting,
    Points Possible,,,,,20.00,(read only)
"Zwölf, Student",4028,S1,Login-01,A,,
"Student, Test",4099,,,A,,
"""
WORKSHEET_TEXT = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 12","Zoë Zwölf",Zoe@Example.org,"Submitted for grading",,20.00,Yes,"Friday, 2 January 2026, 10:30 AM",-,
"Participant 13","Ada Test",,"No submission",,20.00,Yes,-,-,
"""
MOODLE_TEXT = """\
First name,Surname,ID number,Email address,Assignment: 01 tiny (Real)
Zoë,Zwölf,S1,zoe@example.org,-
"""


def _write(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_canvas_lists_students_between_rows_that_are_none(encoding, separator, tmp_path):
    content = CANVAS_TEXT.replace('"Zwölf, Student"', "§").replace('"Student, Test"', "%").replace(",", separator)
    content = content.replace("§", '"Zwölf, Student"').replace("%", '"Student, Test"')
    roster = read_roster(_write(tmp_path, content, encoding))
    assert roster.kind == CANVAS and roster.bom == (encoding == "utf-8-sig")
    assert roster.people == {
        2: Person(
            ("canvas:4028", "canvas-sis:S1", "canvas-login:login-01"), "Student Zwölf", first="Student", last="Zwölf"
        )
    }
    assert roster.header[0] == "Student"


def test_canvas_with_two_columns_of_names_is_the_same(tmp_path):
    roster = read_roster(_write(tmp_path, "LastName,FirstName,ID,SIS Login ID,Section\nZwölf,Student,4028,x,A\n"))
    assert roster.kind == CANVAS and roster.people[0].name == "Student Zwölf"


def test_moodles_worksheet_numbers_its_participants(tmp_path):
    roster = read_roster(_write(tmp_path, WORKSHEET_TEXT))
    assert roster.kind == WORKSHEET
    assert [person.ids for person in roster.people.values()] == [
        ("moodle:12", "moodle-email:zoe@example.org"),
        ("moodle:13",),
    ]
    assert roster.people[0].name == "Zoë Zwölf"


def test_moodles_grades_and_any_other_list_are_read_too(tmp_path):
    assert read_roster(_write(tmp_path, MOODLE_TEXT)).people[0].ids == (
        "moodle-email:zoe@example.org",
        "moodle-idnumber:S1",
    )
    other = read_roster(_write(tmp_path, "sep=;\nName;Student\nAda;student-01\n"))
    assert other.kind == GENERIC and other.people[0] == Person(("folder:student-01",), "Ada")
    assert read_roster(_write(tmp_path, MOODLE_TEXT)).kind == MOODLE


@pytest.mark.parametrize(
    "content, said",
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "has not the columns of a list of students (it has a, b): Canvas's has Student, ID"),
        ("Student,ID,Section\n", "lists no students"),
        (b"PK\x03\x04\0\0", "has not the columns"),
        ("Student,ID,Section\na,1,x\nb,1,x\n", "two rows have the same canvas 1"),
        ("Student,ID,Section\na,1,x,y\n", "row 2: more cells than headings"),
        ('Student,ID,Section\n"a,1,x\n', "is no CSV file"),
    ],
)
def test_a_list_that_is_none_is_one_line(content, said, tmp_path):
    with pytest.raises(CourseError) as error:
        read_roster(_write(tmp_path, content))
    assert said in str(error.value) and len(str(error.value).splitlines()) == 1


def test_blackboard_sakai_brightspace_and_github_lists_are_read_by_their_headings(tmp_path):
    sakai = '"Homework 4","Points"\n\n"Display ID","ID","Last Name","First Name","grade"\n"u1","U1","Alpha","Ann",""\n'
    assert read_roster(_write(tmp_path, sakai)).people[0] == Person(("id:u1",), "Ann Alpha", first="Ann", last="Alpha")
    blackboard = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\n"Alpha"\t"Ann"\t"aalpha"\t"77"\n'
    assert read_roster(_write(tmp_path, blackboard, "utf-16")).people[0].ids == ("id:77", "login:aalpha")
    brightspace = "OrgDefinedId,Username,Last Name,First Name,Email\n#77,#aalpha,Alpha,Ann,a@x.org\n"
    assert read_roster(_write(tmp_path, brightspace)).people[0].ids == ("id:77", "login:aalpha", "gradescope:a@x.org")


# Moodle's grading worksheet as its language packs make it.
WORKSHEETS = {
    "de": ("ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung)", "Teilnehmer/in301", "Nein"),
    "fr": ("Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale,La note peut être modifiée,Dernière modification (travail remis),Dernière modification (note)", "Participant 301", "Non"),
    "es": ("Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima,La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación)", "Participante 301", "No"),
    "it": ("Identificativo,Nome,Indirizzo email,Stato,Valutazione,Valutazione massima,La valutazione può essere cambiata,Ultima modifica (consegna),Ultima modifica (valutazione)", "Partecipante 301", "No"),
    "pt": ("Identificador,Nome completo,E-mail,Estado,Avaliação,Nota máxima,A nota pode ser alterada.,Última atualização (submissão),Última atualização (avaliação)", "Participante 301", "Não"),
    "nl": ("Identificatie,Volledige naam,E-mailadres,Status,Cijfer,Maximaal cijfer,Het cijfer kan gewijzigd worden,Laatst gewijzigd (inzending),Laatst gewijzigd (beoordeling)", "Deelnemer 301", "Nee"),
    "tr": ("Tanımlayıcı,Tam adı,E-posta adresi,Durum,Not,Enyüksek not,Not değiştirilebilir,Son düzenleme (gönderim),Son düzenleme (not)", "Katılımcı 301", "Hayır"),
    "ru": ("Идентификатор,Полное имя,Адрес электронной почты,Статус,Оценка,Максимальная оценка,Оценка может быть изменена,Последнее изменение (ответ),Последнее изменение (оценка)", "Участник 301", "Нет"),
    "zh": ("标识符,全名,电子邮件地址,状态,成绩,最高分,允许更改成绩,上次修改（作业）,上次修改（评分）", "参与人301", "否"),
}  # fmt: skip


@pytest.mark.parametrize("language", WORKSHEETS)
def test_moodles_worksheet_is_known_in_other_languages_with_its_grades(language, tmp_path):
    header, identifier, no = WORKSHEETS[language]
    text = f'{header}\n{identifier},Ann Alpha,A@x.org,x,,"20,00",{no},-,-\n'
    roster = read_roster(_write(tmp_path, text))
    assert roster.kind == WORKSHEET and roster.header == header.split(",")
    assert roster.people == {0: Person(("moodle:301", "moodle-email:a@x.org"), "Ann Alpha", email="A@x.org")}
    assert (roster.column("Grade"), roster.column("Maximum Grade"), roster.column("Last modified (grade)")) == (4, 5, 8)
    assert roster.is_locked(0)


def test_moodles_worksheet_in_a_language_that_is_not_known_is_known_by_its_shape(tmp_path):
    text = (
        "Identyfikator,Pełna nazwa,Adres e-mail,Status,Ocena,Maksymalna ocena\n"
        'Uczestnik 301,Ann Alpha,a@x.org,-,,"20,00"\nUczestnik 302,Bob Beta,b@x.org,-,,"20,00"\n'
    )
    roster = read_roster(_write(tmp_path, text))
    assert roster.kind == WORKSHEET and roster.column("Grade") is None
    assert [(person.ids, person.name) for person in roster.people.values()] == [
        (("moodle:301", "moodle-email:a@x.org"), "Ann Alpha"),
        (("moodle:302", "moodle-email:b@x.org"), "Bob Beta"),
    ]


@pytest.mark.parametrize("text", ["Key,Name,A,B,C\n301,Ann,,,\n", "Key,Name,A,B,C\nRoom 1,Ann,,,\nBed 2,Bob,,,\n"])
def test_another_list_is_not_taken_for_a_worksheet(text, tmp_path):
    with pytest.raises(CourseError, match="has not the columns of a list of students"):
        read_roster(_write(tmp_path, text))


def test_moodles_grades_in_german_and_canvas_with_a_real_student_of_that_name(tmp_path):
    german = "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Aufgabe: 01 (Punkte)\nZoë,Zwölf,S1,zoe@example.org,-\n"
    roster = read_roster(_write(tmp_path, german))
    assert roster.kind == MOODLE and roster.people[0].ids == ("moodle-email:zoe@example.org", "moodle-idnumber:S1")
    real = CANVAS_TEXT.replace('"Student, Test",4099,,,A', '"Student, Test",4099,S7,login-7,A')
    assert [person.ids[0] for person in read_roster(_write(tmp_path, real)).people.values()] == [
        "canvas:4028",
        "canvas:4099",
    ]


def test_where_a_platform_has_no_ids_that_a_list_has_a_name_that_occurs_once_will_do(tmp_path):
    text = "Name,Username\nAnn Alpha,aalpha\nBob Beta,b1\nBob Beta,b2\n"
    lookup = Lookup(read_roster(_write(tmp_path, text)))
    assert lookup.row(Person(("brightspace:5",), "ann  ALPHA")) == 0
    assert lookup.row(Person(("brightspace:6",), "Bob Beta")) is None
    assert lookup.row(Person(("folder:B2",))) == 2 and lookup.row(Person(("folder:Ann Alpha",))) == 0
    assert lookup.row(Person(("moodle:5",), "Ann Alpha")) is None, "Moodle's number would have to be in it"
    assert lookup.row(Person(("moodle:5",), "Ann Alpha"), trust_names=True) == 0
    assert lookup.knows("AALPHA") and lookup.knows("ann alpha") and not lookup.knows("a") and not lookup.knows("")


def test_somebody_is_found_by_any_id_and_not_by_half_a_one(tmp_path):
    lookup = Lookup(read_roster(_write(tmp_path, CANVAS_TEXT + '"Other, Student",402,login-01x,S2,A,,\n')))
    assert lookup.row(Person(("canvas:4028",))) == 2 and lookup.row(Person(("canvas:40",))) is None
    assert lookup.row(Person(("moodle:4028",))) is None, "Moodle's numbers are not Canvas's"
    assert lookup.row(Person(("canvas:4028", "canvas:402"))) is None, "two rows are no answer"
    assert lookup.row_of_folder("LOGIN-01") == 2 and lookup.row_of_folder("4028") == 2
    assert lookup.enriched(Person(("canvas:4028",), slug="zwölfstudent")).name == "Student Zwölf"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | st.text(st.sampled_from('ID,;\n"\t\r Student\0Section=x1'), max_size=200).map(str.encode)
)
def test_whatever_a_file_holds_it_is_a_list_or_one_line(tmp_path, content):
    try:
        roster = read_roster(_write(tmp_path, content))
    except CourseError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert all(len(row) == len(roster.header) for row in roster.rows) and roster.people
