//! XML: which parsers follow a document's entities out of it, and expressions that search in documents.

use super::super::Condition::{self, False, Is, IsNot, True};
use super::super::Pick::{Arg, Named};
use super::super::{Row, alias, arg, becomes, cleans, decodes, drops, looks_up, passes, returns, sink};
use crate::vocabulary::Sink::{XPath, Xml};
use crate::vocabulary::Sinks;

/// Names under which a reader is told to follow entities.
const EXTERNAL: &[&str] = &[
    "xml.sax.handler.feature_external_ges",
    "xml.sax.handler.feature_external_pes",
    "http://xml.org/sax/features/external-general-entities",
    "http://xml.org/sax/features/external-parameter-entities",
];
/// A reader that follows entities is passed.
const READS: &[Condition] = &[Is(Arg(1, "parser"), &["xml.sax.EntityReader"])];
/// Parsers of `lxml` that follow none.
const SAFE: &[&str] = &["lxml.etree.XMLParser.safe", "lxml.etree.HTMLParser", "lxml.html.HTMLParser"];
const NO_SAFE_PARSER: &[Condition] = &[IsNot(Arg(1, "parser"), SAFE)];

pub(in super::super) const ROWS: &[Row] = &[
    // `xml.sax`: readers follow none since Python 3.7.1, unless told to.
    returns("xml.sax.make_parser", "xml.sax.XMLReader"),
    returns("xml.sax.expatreader.create_parser", "xml.sax.XMLReader"),
    returns("xml.sax.expatreader.ExpatParser", "xml.sax.XMLReader"),
    becomes(
        "xml.sax.XMLReader.setFeature",
        "xml.sax.EntityReader",
        &[Is(Arg(0, "name"), EXTERNAL), True(Arg(1, "state"))],
    ),
    becomes(
        "xml.sax.EntityReader.setFeature",
        "xml.sax.XMLReader",
        &[Is(Arg(0, "name"), EXTERNAL), False(Arg(1, "state"))],
    ),
    drops("xml.sax.XMLReader.setFeature"),
    drops("xml.sax.XMLReader.setContentHandler"),
    drops("xml.sax.EntityReader.setContentHandler"),
    drops("xml.sax.XMLReader.parse"),
    drops("xml.sax.XMLReader.feed"),
    sink("xml.sax.EntityReader.parse", arg(0, "source"), Xml),
    sink("xml.sax.EntityReader.feed", arg(0, "data"), Xml),
    passes("xml.sax.xmlreader.InputSource"),
    drops("xml.sax.parse"),
    drops("xml.sax.parseString"),
    sink("xml.dom.minidom.parse", arg(0, "file"), Xml).only_if(READS),
    sink("xml.dom.minidom.parseString", arg(0, "string"), Xml).only_if(READS),
    sink("xml.dom.pulldom.parse", arg(0, "stream_or_string"), Xml).only_if(READS),
    sink("xml.dom.pulldom.parseString", arg(0, "string"), Xml).only_if(READS),
    decodes("xml.dom.minidom.parse"),
    decodes("xml.dom.minidom.parseString"),
    decodes("xml.dom.pulldom.parse"),
    decodes("xml.dom.pulldom.parseString"),
    // `expat` calls a handler of the code's own for them.
    returns("xml.parsers.expat.ParserCreate", "xml.parsers.expat.Parser"),
    alias("pyexpat.ParserCreate", "xml.parsers.expat.ParserCreate"),
    becomes(
        "xml.parsers.expat.Parser.ExternalEntityRefHandler",
        "xml.parsers.expat.EntityParser",
        &[True(Arg(0, "handler"))],
    ),
    sink("xml.parsers.expat.EntityParser.Parse", arg(0, "data"), Xml),
    sink("xml.parsers.expat.EntityParser.ParseFile", arg(0, "file"), Xml),
    // `ElementTree` never does.
    alias("xml.etree.cElementTree", "xml.etree.ElementTree"),
    alias("cElementTree", "xml.etree.ElementTree"),
    alias("elementtree.ElementTree", "xml.etree.ElementTree"),
    decodes("xml.etree.ElementTree.fromstring"),
    decodes("xml.etree.ElementTree.XML"),
    decodes("xml.etree.ElementTree.parse"),
    decodes("xml.etree.ElementTree.iterparse"),
    cleans("xml.etree.ElementTree.tostring", Sinks::of(&[Xml])),
    returns("xml.etree.ElementTree.parse", "xml.etree.ElementTree.Element"),
    returns("xml.etree.ElementTree.fromstring", "xml.etree.ElementTree.Element"),
    returns("xml.etree.ElementTree.XML", "xml.etree.ElementTree.Element"),
    returns("xml.etree.ElementTree.ElementTree", "xml.etree.ElementTree.Element"),
    returns("xml.etree.ElementTree.Element.getroot", "xml.etree.ElementTree.Element"),
    returns("xml.etree.ElementTree.Element.find", "xml.etree.ElementTree.Element"),
    looks_up("xml.etree.ElementTree.Element.find"),
    looks_up("xml.etree.ElementTree.Element.findall"),
    looks_up("xml.etree.ElementTree.Element.findtext"),
    looks_up("xml.etree.ElementTree.Element.iterfind"),
    sink("xml.etree.ElementTree.Element.find", arg(0, "path"), XPath),
    sink("xml.etree.ElementTree.Element.findall", arg(0, "path"), XPath),
    sink("xml.etree.ElementTree.Element.findtext", arg(0, "path"), XPath),
    sink("xml.etree.ElementTree.Element.iterfind", arg(0, "path"), XPath),
    drops("xml.etree.ElementTree.SubElement"),
    // `lxml` follows them unless its parser is told not to.
    returns("lxml.etree.XMLParser", "lxml.etree.XMLParser.safe").only_if(&[False(Named("resolve_entities"))]),
    returns("lxml.etree.XMLParser", "lxml.etree.XMLParser.safe")
        .only_if(&[Is(Named("resolve_entities"), &["internal"])]),
    returns("lxml.etree.ETCompatXMLParser", "lxml.etree.XMLParser.safe")
        .only_if(&[False(Named("resolve_entities"))]),
    returns("lxml.etree.XMLPullParser", "lxml.etree.XMLParser.safe")
        .only_if(&[False(Named("resolve_entities"))]),
    alias("lxml.etree.get_default_parser", "lxml.etree.XMLParser"),
    sink("lxml.etree.parse", arg(0, "source"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.etree.fromstring", arg(0, "text"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.etree.fromstringlist", arg(0, "strings"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.etree.XML", arg(0, "text"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.etree.XMLID", arg(0, "text"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.objectify.parse", arg(0, "f"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.objectify.fromstring", arg(0, "xml"), Xml).only_if(NO_SAFE_PARSER),
    sink("lxml.etree.iterparse", arg(0, "source"), Xml)
        .only_if(&[Condition::Absent(Named("resolve_entities"))]),
    sink("lxml.etree.iterparse", arg(0, "source"), Xml)
        .only_if(&[True(Named("resolve_entities")), IsNot(Named("resolve_entities"), &["internal"])]),
    sink("lxml.etree.XMLParser.feed", arg(0, "data"), Xml),
    sink("lxml.etree.XMLPullParser.feed", arg(0, "data"), Xml),
    sink("pandas.read_xml", arg(0, "path_or_buffer"), Xml),
];
