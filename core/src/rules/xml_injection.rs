//! XML and its like, put together from text.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Call, Piece, Value};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "xml-injection",
    title: "XML is put together with data that is not escaped",
    category: Category::Injection,
    cwe: 91,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "Text that holds `<` and `&` goes on as elements of its own: what the receiver reads is no longer what was meant. In the \
          instructions of a telephone call that is another number that is called, at your cost.",
    fix: "Build the document with a library (`twilio.twiml.voice_response.VoiceResponse`, `xml.etree.ElementTree`), or escape each \
          value with `xml.sax.saxutils.escape`.",
    bad: r#"
def call(client, number, name):
    client.calls.create(to=number, from_="+15550100", twiml=f"<Response><Say>Hello {name}</Say></Response>")
"#,
    good: r#"
from twilio.twiml.voice_response import VoiceResponse

def call(client, number, name):
    answer = VoiceResponse()
    answer.say(f"Hello {name}")
    client.calls.create(to=number, from_="+15550100", twiml=answer)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/91.html",
        "https://docs.python.org/3/library/xml.sax.utils.html#xml.sax.saxutils.escape",
        "https://www.twilio.com/docs/voice/twiml",
    ],
    also: &[
        "semgrep:twilio/twiml-injection",
    ],
    find: &[
        Find::Argument(&["twiml"], at_call),
    ],
};

fn at_call(call: &Call<'_>) -> Answer {
    let Some(text) = call.named("twiml") else { return Answer::NotMine };
    let world = call.world();
    if look::is_fixed(world, text.value, text.place) {
        return Answer::safe("the instructions are written in the code");
    }
    let pieces = world.pieces(text.value);
    if pieces.is_empty() {
        return match text.value.instance_of() {
            Some(path) => Answer::safe(format!("`{}` escapes what is put into it", path.last())),
            None => Answer::undecided("how the instructions are put together is not seen here"),
        };
    }
    let open = pieces.iter().find_map(|piece| match *piece {
        Piece::Hole(value, place) if !is_escaped(value) && !look::is_fixed(world, value, place) => Some(place),
        _ => None,
    });
    match open {
        Some(place) => Answer::wrong(format!(
            "`{}` is put into the instructions of a call as it is: `<` in it begins instructions of its own. Use \
             `VoiceResponse`, or escape it.",
            say::code(world, place)
        )),
        None => Answer::safe("every value in the instructions is escaped, a number or fixed"),
    }
}

fn is_escaped(value: Value) -> bool {
    look::is_number(value)
        || value.instance_of().is_some_and(|path| ["escape", "quoteattr"].contains(&path.last().text()))
}
