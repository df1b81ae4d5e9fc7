"""Breaks the page in one place at a time and shows that a test notices. Usage: mutate.py"""
import subprocess, sys
from pathlib import Path
page = Path("../../assets/workshop/page.html"); good = page.read_text()
CASES = [
    ("a new key for each try", "{ round: page.state.round.id, question: id, key, judgement }", "{ round: page.state.round.id, question: id, key: newKey(), judgement }", "test_lost_acknowledgement_is_asked_for_again_under_the_same_key"),
    ("no draft kept", "    keep(asked.id);\n    showSays();\n    showScale();", "    showSays();\n    showScale();", "test_reload_in_the_middle_keeps_the_draft"),
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
]
try:
    for name, old, new, test in CASES:
        assert old in good, name
        page.write_text(good.replace(old, new))
        run = subprocess.run([sys.executable, "test_page.py", f"TestPage.{test}"], capture_output=True, text=True)
        print("noticed" if run.returncode else "MISSED", "-", name, "-", test, flush=True)
finally:
    page.write_text(good)
