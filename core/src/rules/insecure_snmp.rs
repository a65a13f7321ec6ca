//! SNMP without encryption or without a login.

use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "insecure-snmp",
    title: "SNMP is spoken without protection",
    category: Category::Network,
    cwe: 319,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "SNMP versions 1 and 2 send the community, which is their password, as it is, and version 3 without keys checks and \
          hides nothing. Anybody on the network reads what devices say, and may change how they work.",
    fix: "Use SNMP version 3 with an authentication key and a privacy key: `UsmUserData(user, authKey=.., privKey=..)`.",
    bad: r#"
from pysnmp.hlapi import CommunityData

def login(word):
    return CommunityData(word, mpModel=0)
"#,
    good: r#"
from pysnmp.hlapi import UsmUserData

def login(user, auth, privacy):
    return UsmUserData(user, authKey=auth, privKey=privacy)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/319.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Network_Segmentation_Cheat_Sheet.html",
    ],
    also: &["bandit:B508", "bandit:B509", "ruff:S508", "ruff:S509"],
    find: &[
        Find::Call(
            &[
                "pysnmp.hlapi.CommunityData",
                "pysnmp.hlapi.asyncio.CommunityData",
                "pysnmp.hlapi.v3arch.CommunityData",
                "pysnmp.hlapi.v3arch.asyncio.CommunityData",
                "puresnmp.V1",
                "puresnmp.V2C",
            ],
            at_community,
        ),
        Find::Call(
            &[
                "pysnmp.hlapi.UsmUserData",
                "pysnmp.hlapi.asyncio.UsmUserData",
                "pysnmp.hlapi.v3arch.UsmUserData",
                "pysnmp.hlapi.v3arch.asyncio.UsmUserData",
            ],
            at_user,
        ),
        Find::Call(&["easysnmp.Session"], at_session),
    ],
};

fn at_community(_: &Call<'_>) -> Answer {
    Answer::wrong(
        "a community is the password of SNMP 1 and 2, sent as it is: anybody on the network reads it. Use version 3 with \
         `UsmUserData`.",
    )
}

/// `easysnmp.Session(hostname=host, community="..", version=2)`
fn at_session(call: &Call<'_>) -> Answer {
    match call.named("version").map(|version| call.world().int(version.value)) {
        Some(Some(1 | 2)) => at_community(call),
        Some(Some(_)) => Answer::safe("version 3 is spoken"),
        Some(None) => Answer::undecided("which version of SNMP is spoken is not known here"),
        None => Answer::NotMine,
    }
}

fn at_user(call: &Call<'_>) -> Answer {
    let has = |at: usize, names: [&str; 2]| {
        call.positional(at).is_some() || names.iter().any(|name| call.named(name).is_some())
    };
    let protocols = ["authProtocol", "privProtocol", "auth_protocol", "priv_protocol"];
    let is_none = |name: &&&str| {
        let path = call.named(name).and_then(|arg| arg.value.path());
        path.is_some_and(|path| ["usmNoAuthProtocol", "usmNoPrivProtocol"].contains(&path.last().text()))
    };
    if let Some(name) = protocols.iter().find(is_none) {
        return Answer::wrong(format!("`{name}` switches the protection of SNMP 3 off. Use `usmHMACSHAAuthProtocol` and AES."));
    }
    if has(1, ["authKey", "auth_key"]) && has(2, ["privKey", "priv_key"]) {
        return Answer::safe("what is said is checked and encrypted");
    }
    if call.passes_more() {
        return Answer::undecided("whether `**kwargs` pass the keys is not known here");
    }
    Answer::wrong(
        "`UsmUserData` without both keys speaks SNMP 3 unchecked or unencrypted. Pass `authKey` and `privKey`.",
    )
}
