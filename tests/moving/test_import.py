"""A file of customers is checked, imported and undone."""

import pytest
from django.utils import timezone

from faena.customers.actions import AddressFacts, CustomerFacts, add_address, delete_customer, edit_customer
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.customers.search import find
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.moving import jobs
from faena.moving.actions import (
    begin_import,
    check_import,
    delete_preset,
    discard_import,
    run_import,
    save_preset,
    stop_import,
    undo_import,
    write_chunk,
)
from faena.moving.models import Import, ImportPreset, ImportRow, OldId
from faena.moving.reading.columns import fingerprint as fingerprint_of
from faena.notifications.models import Message
from faena.upkeep.fsck import findings
from tests.factories import a_customer, an_order
from tests.fingerprint import fingerprint
from tests.moving.bringing import HEAD, ROWS, Upload, begun, checked, imported, many, undone, worked
from tests.world import committed

pytestmark = pytest.mark.django_db
OF_IMPORTS = {"moving_import", "moving_importrow"}


def others(tables):
    """Without those that say what became of a file."""
    return {name: kept for name, kept in tables.items() if name not in OF_IMPORTS}


def test_a_check_writes_nothing_but_what_would_become_of_the_rows(admin):
    before = others(fingerprint())

    import_ = checked(admin)

    assert import_.state == Import.State.CHECKED
    assert {name: import_.counts[name] for name in ("new", "refused", "address", "device")} == {
        "new": 3, "refused": 1, "address": 2, "device": 1,
    }  # fmt: skip
    assert others(fingerprint()) == before
    assert [row.state for row in import_.rows.order_by("number")][-1] == "refused"
    assert import_.rows.get(state="refused").remarks[-1]["why"]


def test_customers_come_in_with_what_belongs_to_them(admin):
    import_ = imported(admin)

    assert (import_.state, import_.counts["new"], import_.counts["refused"]) == ("done", 3, 1)
    ana = Customer.objects.get(document_key="ve:V6558466")
    assert (ana.name, ana.phone, ana.email, ana.version) == ("Ana Núñez", "+584125550102", "ana@example.com", 1)
    assert Address.objects.get(customer=ana).city == "Mérida"
    assert Device.objects.get(customer=ana).serial == "ABC12345"
    assert Customer.objects.get(name="Luis Pérez").notes == "Pays late"
    row = import_.rows.get(ref_id=ana.pk)
    assert (row.outcome, row.was_new, row.made[0]) == ("new", True, ["customer", ana.pk])
    assert OldId.objects.get(system="old", old="1").ref_id == ana.pk
    assert [hit.customer.pk for hit in find("nunez", user=admin)] == [ana.pk]


def test_its_author_is_the_person_and_each_event_is_of_its_act(admin):
    import_ = imported(admin)

    events = Event.objects.filter(act=import_.uid)
    assert set(events.values_list("author", "channel")) == {(admin.pk, "job")}
    assert events.filter(verb="import.done").count() == 1
    assert events.filter(verb="customer.created").count() == 3
    assert not Message.objects.exists()


def test_an_import_may_follow_a_check(admin):
    import_ = checked(admin)

    import_ = worked(run_import(import_, by_job=False, by=admin))

    assert (import_.state, Customer.objects.count(), import_.rows.count()) == ("done", 3, 4)


def test_the_same_file_twice_changes_nothing(admin):
    imported(admin)
    before = others(fingerprint())

    again = imported(admin)

    assert (again.counts["same"], again.counts.get("new")) == (3, None)
    now = others(fingerprint())
    changed = {name for name in now if now[name] != before[name]}
    assert changed <= {"journal_event"}
    assert Event.objects.filter(act=again.uid).count() == 1  # import.done


def test_the_same_rows_in_another_file_are_the_same_customers(admin):
    imported(admin)

    again = imported(admin, [*ROWS, ["5", "Nora Paz", "", "", "", "", "", "", "", ""]])

    assert (again.counts["same"], again.counts["new"]) == (3, 1)


def test_empty_fields_are_filled_where_that_was_chosen_and_emptied_again(admin):
    imported(admin)
    more = [["2", "Luis Pérez", "", "", "luis@example.com", "Calle 9", "Tovar", "", "", "Other"]]

    import_ = imported(admin, more, answers={"duplicates": "fill"})

    luis = Customer.objects.get(name="Luis Pérez")
    assert (luis.email, luis.notes, import_.counts["filled"]) == ("luis@example.com", "Pays late", 1)
    assert Address.objects.get(customer=luis).city == "Tovar"
    undone(import_, admin)
    luis.refresh_from_db()
    assert (luis.email, luis.addresses.count()) == ("", 0)


def test_somebody_new_each_time_where_that_was_chosen(admin):
    rows = [["", "Nora Paz", "", "0412-5550199", "", "", "", "", "", ""]]
    imported(admin, rows)

    skipped = imported(admin, [*rows, many(1)[0]])
    new = imported(admin, [*rows, many(2)[1]], answers={"duplicates": "new"})

    assert (skipped.counts["same"], new.counts["new"]) == (1, 2)


def test_rows_of_one_customer_are_one_customer(admin):
    rows = [
        ["7", "Nora Paz", "", "", "", "", "", "Phone", "ABC12345", ""],
        ["7", "Nora Paz", "", "", "", "", "", "Router", "DEF12345", ""],
    ]

    import_ = imported(admin, rows)

    assert Customer.objects.count() == 1
    assert set(Device.objects.values_list("serial", flat=True)) == {"ABC12345", "DEF12345"}
    assert (import_.counts["new"], import_.counts["added"]) == (1, 1)
    undone(import_, admin)
    assert not Customer.objects.exists()


def test_a_kill_between_two_chunks_loses_and_doubles_nothing(admin, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 10)
    import_ = run_import(begun(admin, many(35)), by_job=False, by=admin)

    def killed(_import):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.work(import_, told=killed)
    import_.refresh_from_db()
    assert (import_.state, import_.looked_at, Customer.objects.count()) == ("running", 10, 10)
    import_ = worked(import_)

    assert (import_.state, import_.counts["new"], Customer.objects.count()) == ("done", 35, 35)
    assert import_.rows.count() == 35


def test_a_lost_job_is_given_again(admin, jobs):
    import_ = run_import(begun(admin, many(3)), by_job=False, by=admin)
    Import.objects.update(progressed_at=timezone.now() - timezone.timedelta(minutes=5))

    from faena.moving.jobs import resume_imports

    assert resume_imports() == 1
    jobs()

    import_.refresh_from_db()
    assert import_.state == "done"


def test_a_job_does_what_was_pressed(admin, jobs):
    import_ = begun(admin, many(3))
    check_import(import_, by=admin)
    jobs()
    import_.refresh_from_db()
    assert import_.state == "checked"

    run_import(import_, by=admin)
    jobs()

    import_.refresh_from_db()
    assert (import_.state, Customer.objects.count()) == ("done", 3)


def test_it_is_stopped_and_goes_on(admin, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 10)
    import_ = run_import(begun(admin, many(35)), by_job=False, by=admin)

    jobs.work(import_, told=lambda one: stop_import(one, by=admin))

    import_.refresh_from_db()
    assert (import_.state, Customer.objects.count()) == ("stopped", 10)
    import_ = worked(run_import(import_, by_job=False, by=admin))
    assert (import_.state, Customer.objects.count(), import_.counts["new"]) == ("done", 35, 35)


def test_an_undo_that_is_stopped_goes_on_being_undone(admin):
    """And nothing of it is imported again."""
    import_ = imported(admin, many(250))
    import_ = undo_import(import_, by_job=False, by=admin)

    jobs.work(import_, told=lambda one: stop_import(one, by=admin))

    import_.refresh_from_db()
    assert (import_.state, Customer.objects.count(), import_.counts["undone"]) == ("halted", 150, 100)
    with pytest.raises(RuleBroken, match="Go on undoing it"):
        run_import(import_, by_job=False, by=admin)
    import_ = undone(import_, admin)
    assert (import_.state, Customer.objects.count(), import_.counts["undone"]) == ("undone", 0, 250)


def test_a_form_is_remembered_once_for_each_name(admin):
    import_ = checked(admin)
    preset = save_preset(import_, name=" Old  shop ", by=admin)

    assert (preset.name, preset.system, preset.plan) == ("Old shop", import_.system, import_.plan)
    assert ImportPreset.objects.for_columns(fingerprint_of(tuple(HEAD))) == preset
    for name, sentence in {"Old shop": "There is a preset of this name", " ": "Write a name"}.items():
        with pytest.raises(RuleBroken, match=sentence):
            save_preset(import_, name=name, by=admin)
    delete_preset(preset, by=admin)
    delete_preset(preset, by=admin)
    assert not ImportPreset.objects.exists()
    kept = Event.objects.filter(verb__startswith="company.import_preset").order_by("pk")
    assert [(event.verb, event.said) for event in kept] == [
        ("company.import_preset_kept", {"name": "Old shop"}), ("company.import_preset_deleted", {"name": "Old shop"})
    ]  # fmt: skip


def test_a_form_without_names_is_not_remembered(admin):
    import_ = checked(admin, head=["A", "B"], fields=["name", "phone"], rows=[["Ana", ""]])

    with pytest.raises(RuleBroken, match="no names"):
        save_preset(import_, name="Old shop", by=admin)


def test_undoing_takes_back_everything_and_all_holds(owner, admin):
    before = others(fingerprint())
    import_ = imported(admin)

    import_ = undone(import_, admin)

    assert (import_.state, import_.counts["undone"], import_.counts["kept"]) == ("undone", 3, 0)
    now = others(fingerprint())
    assert {name for name in now if now[name] != before[name]} <= {"journal_event", "company_numberseries"}
    assert not SearchTerm.objects.exists()
    assert list(findings()) == []


def test_what_was_touched_since_stays_and_is_named(admin, technician):
    import_ = imported(admin)
    ana, luis, eva = (Customer.objects.get(name=name) for name in ("Ana Núñez", "Luis Pérez", "Eva Díaz"))
    add_address(luis, AddressFacts("Calle 1"), by=admin)
    an_order(customer=eva, technician=technician)

    import_ = undone(import_, admin)

    assert set(Customer.objects.values_list("name", flat=True)) == {"Luis Pérez", "Eva Díaz"}
    assert (import_.counts["undone"], import_.counts["kept"]) == (1, 2)
    assert all(import_.rows.exclude(kept="").values_list("kept", flat=True))
    assert not Customer.objects.filter(pk=ana.pk).exists()


def test_what_somebody_deleted_is_no_hindrance(owner):
    import_ = imported(owner)
    delete_customer(Customer.objects.get(name="Luis Pérez"), version=1, by=owner)

    import_ = undone(import_, owner)

    assert (import_.state, import_.counts["kept"], Customer.objects.count()) == ("undone", 0, 0)
    again = imported(owner)
    assert again.counts["new"] == 3


def test_after_a_month_it_is_not_undone_any_more_and_the_rows_are_forgotten(admin):
    import_ = imported(admin)
    Import.objects.update(ended_at=timezone.now() - timezone.timedelta(days=31))

    assert jobs.forget_files() == 1
    import_.refresh_from_db()

    assert not import_.path.exists()
    assert {(str(row.raw), str(row.remarks)) for row in import_.rows.all()} == {("[]", "[]")}
    assert import_.rows.filter(outcome="new").count() == 3
    assert jobs.forget_files() == 0
    with pytest.raises(RuleBroken):
        undo_import(import_, by=admin)


def test_a_file_that_nobody_imported_is_forgotten(admin):
    import_ = checked(admin)
    Import.objects.update(made_at=timezone.now() - timezone.timedelta(days=31))

    assert jobs.forget_files() == 1

    assert not Import.objects.exists()
    assert not import_.path.exists()


def test_formulas_stay_text(admin):
    imported(admin, [["9", "=1+1", "", "", "", "=HYPERLINK(1)", "", "", "", "@SUM(A1)"]])

    customer = Customer.objects.get()
    assert (customer.name, customer.notes, Address.objects.get().line) == ("=1+1", "@SUM(A1)", "=HYPERLINK(1)")


def test_a_document_of_somebody_here_is_that_customer(admin):
    here = a_customer(name="Ana", document="ve_cedula V6558466")

    import_ = imported(admin)

    assert import_.rows.get(outcome="added").ref_id == here.pk
    assert Contact.objects.filter(customer=here).count() == 0


def test_an_edited_customer_is_not_undone(admin):
    import_ = imported(admin)
    luis = Customer.objects.get(name="Luis Pérez")
    edit_customer(luis, CustomerFacts("Luis A. Pérez"), version=1, by=admin)

    undone(import_, admin)

    assert list(Customer.objects.values_list("name", flat=True)) == ["Luis A. Pérez"]


# --- who, and when not ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "seller", "technician"])
def test_who_may_not_import_brings_nothing(who, request, settings):
    with pytest.raises(NotAllowed):
        begin_import(Upload(b"a,b\n1,2\n"), "x.csv", by=request.getfixturevalue(who))

    assert not settings.IMPORT_ROOT.exists() or not list(settings.IMPORT_ROOT.iterdir())
    assert not Import.objects.exists()


def test_a_file_is_kept_for_the_program_alone(admin):
    import_ = begin_import(Upload(b"a,b\n1,2\n"), "..\\c/people.csv", by=admin)

    assert oct(import_.path.stat().st_mode & 0o777) == "0o600"
    assert (import_.file_name, import_.size) == ("people.csv", 8)


@pytest.mark.parametrize("content", [b"", b"x" * (50 * 2**20 + 1)], ids=["empty", "large"])
def test_what_is_no_upload_is_refused(content, admin, settings):
    with pytest.raises(RuleBroken) as broken:
        begin_import(Upload(content), "x.csv", by=admin)

    assert broken.value.at == "upload"
    assert not list(settings.IMPORT_ROOT.iterdir())


def test_nothing_runs_without_columns_and_nothing_twice(admin):
    import_ = begin_import(Upload(b"a,b\n1,2\n"), "x.csv", by=admin)
    with pytest.raises(RuleBroken):
        run_import(import_, by=admin)

    done = imported(admin)
    for act in (check_import, run_import):
        with pytest.raises(RuleBroken):
            act(done, by=admin)
    with pytest.raises(RuleBroken):
        discard_import(done, by=admin)
    undone(done, admin)
    with pytest.raises(RuleBroken):
        undo_import(done, by=admin)


def test_a_file_is_thrown_away(admin):
    import_ = checked(admin)

    discard_import(import_, by=admin)
    committed()

    assert not import_.path.exists()
    assert not ImportRow.objects.exists()


def test_a_chunk_twice_is_written_once(admin):
    from faena.company.models import Company
    from faena.moving.preparing import Preparing

    import_ = run_import(begun(admin), by_job=False, by=admin)
    preparing = Preparing(Company.the())
    records = list(jobs._left(import_))

    for _turn in range(2):
        assert write_chunk(import_, [preparing.ready(one) for one in records], preparing, by=admin)

    import_.refresh_from_db()
    assert (Customer.objects.count(), import_.counts["new"]) == (3, 3)
