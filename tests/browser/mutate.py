"""Breaks the page in one place at a time and shows that a test notices. Usage: mutate.py"""
import subprocess, sys
from pathlib import Path
page = Path("../../assets/workshop/page.html"); good = page.read_text()
CASES = [
    ("a new key for each try", "{ round: page.state.round.id, question: id, key, judgement }", "{ round: page.state.round.id, question: id, key: newKey(), judgement }", "test_lost_acknowledgement_is_asked_for_again_under_the_same_key"),
    ("no draft kept", "    keep(asked.id);\n    showSays();\n    showPlace();", "    showSays();\n    showPlace();", "test_reload_in_the_middle_keeps_the_draft"),
    ("no guard against double clicks", "(doubled.id === asked.id && Date.now() < doubled.until)", "false", "test_double_click_sends_one_record"),
    ("order not checked", "    if (order) return order;", "", "test_wrong_order_is_told_at_the_field"),
    ("markup instead of text", "if (element.textContent !== shown) element.textContent = shown;", "element.innerHTML = shown;", "test_hostile_texts_are_shown_as_text"),
    ("direction controls kept", ".replace(/[\\u202a-\\u202e]/g, '')", "", "test_hostile_texts_are_shown_as_text"),
    ("fragment left in the address", "history.replaceState(null, '', location.pathname + location.search)", "0", "test_join_by_code"),
    ("any answer an acknowledgement", " && answer.json?.key === key", "", "test_only_an_answer_with_the_key_is_an_acknowledgement"),
    ("crypto.randomUUID", "function newKey() {", "function newKey() { return crypto.randomUUID();", "test_in_a_network_without_tls"),
    ("reveal kept on the device", "    page.state = state;\n", "    page.state = state; store.set('driftline:state', JSON.stringify(state));\n", "test_nothing_of_others_before_reveal"),
    ("style attribute", "mark.style.left = `${tick.x}px`;", "mark.setAttribute('style', `left:${tick.x}px`);", "test_fits_from_320_to_1600"),
    ("storage not guarded", "try { return localStorage.getItem(key); } catch { this.lasts = false; return null; }", "return localStorage.getItem(key);", "test_without_storage"),
    ("bare numbers are fractions", "share(number / 100, unclear), isBare", "share(number, unclear), isBare", "test_numbers_are_understood_and_echoed"),
    ("fractions not asked about", "one.isBare && one.value > 0", "one.isBare && one.value > 1", "test_fractions_are_asked_about_and_nothing_more"),
    ("one end is enough", "if (high === null && low !== null)", "if (false)", "test_what_the_program_takes_the_page_takes"),
    ("100 % refused", "return p > 1 ? {", "return p >= 1 ? {", "test_what_the_program_takes_the_page_takes"),
    ("amounts of 0 on the axis log", "if (isLog && !(value > 0))", "if (false)", "test_amounts_are_understood_and_echoed"),
    ("a comma guessed at", "else if (/^[1-9]\\d{0,2},\\d{3}$/.test(digits)) return undefined;", "", "test_amounts_are_understood_and_echoed"),
    ("amounts as percentages", "      const { show } = measure;".replace("      ", "    "), "    const show = percent;", "test_amounts_of_the_panel_are_in_their_unit"),
    ("axis not logarithmic", "const on = (x) => (isLog ? Math.log10(x) : x / whole);", "const on = (x) => x / whole;", "test_amounts_are_sent_as_they_were_typed"),
    ("the ballot not as it was", "JSON.stringify({ ...embedded, answers }", "JSON.stringify({ ...embedded, title: 'x', answers }", "test_file_saves_the_ballot_with_its_answers"),
    ("confidence as a fraction", "Number((confidence * 100).toPrecision(15))", "confidence", "test_file_saves_the_ballot_with_its_answers"),
    ("another ballot taken up", "if (saved.fingerprint !== embedded.fingerprint)", "if (false)", "test_file_of_another_ballot_is_refused"),
    ("what was typed later is lost", "record.saved > when + 999", "false", "test_file_goes_on_where_a_saved_one_ended"),
    ("rationales without end", "=> bytes(text) > TEXT_MAX &&", "=> false &&", "test_file_that_would_be_too_long_is_told"),
    ("the list does not follow", "    followList();\n    if (!hasFocus) return;", "    if (!hasFocus) return;", "test_file_with_200_questions"),
]
try:
    for name, old, new, test in CASES:
        assert old in good, name
        page.write_text(good.replace(old, new))
        run = subprocess.run([sys.executable, "test_page.py", f"TestPage.{test}"], capture_output=True, text=True)
        print("noticed" if run.returncode else "MISSED", "-", name, "-", test, flush=True)
finally:
    page.write_text(good)
