//! What calls make that Python's own containers, files and texts are: the words of the rows that say so.

/// The kinds of container whose contents are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Items in order: `deque`, `Queue`.
    List,
    /// Items by key: `OrderedDict`.
    Dict,
    /// Items by key, and the first argument makes those that are missing: `defaultdict`.
    Defaults,
    /// Numbers by what is counted: `Counter`.
    Counted,
    /// Attributes by name: `SimpleNamespace`.
    Namespace,
    /// Its arguments in order: `asyncio.gather`.
    Items,
    /// What its arguments give, one after the other: `itertools.chain`.
    Chain,
    /// A text that is written piece by piece: `io.StringIO`.
    Buffer,
    /// Options by section: `configparser.ConfigParser`.
    Sections,
    /// A text with `$names` to be filled in: `string.Template`.
    Template,
    /// One value that is set, and put back: `contextvars.ContextVar`.
    Cell,
    /// A type of tuples with names: `collections.namedtuple`.
    Record,
    /// Its argument itself: `asyncio.run(work())`.
    Copy,
    /// Its second argument itself: `typing.cast(str, name)`.
    CopyOfSecond,
    /// The variables of the function, by their names: `locals`.
    Locals,
    /// What each letter becomes: `str.maketrans`.
    Letters,
    /// A copy of its argument, to which writes do not reach it.
    Clone,
    /// The items of its arguments' items: `itertools.chain.from_iterable`.
    Chained,
    /// The items of its first argument from a number to another: `itertools.islice`.
    Sliced,
    /// Tuples of one item of each argument, each with each: `itertools.product`.
    Product,
    /// Tuples of the items at the same position: `itertools.zip_longest`.
    Longest,
    /// What a function makes of tuples of arguments: `itertools.starmap`.
    Starred,
    /// The items of which a function is true until it is not: `itertools.takewhile`.
    Taken,
    /// The items from the first on of which it is not: `itertools.dropwhile`.
    Dropped,
    /// The items of which a function is not true: `itertools.filterfalse`.
    Unfiltered,
    /// The items beside which something true stands: `itertools.compress`.
    Selected,
    /// The same item again and again: `itertools.repeat`.
    Repeated,
    /// Each item with the one behind it: `itertools.pairwise`.
    Neighbours,
    /// The same items several times: `itertools.tee`.
    Teed,
    /// Items by key, those of earlier arguments before those of later ones: `ChainMap`.
    Layers,
    /// Items in no order: `LifoQueue`.
    Bag,
    /// How a field of a record is made: `dataclasses.field`.
    Field,
    /// A record with other values in some fields: `dataclasses.replace`.
    Replaced,
    /// A record's fields as a dict: `dataclasses.asdict`.
    Fields,
    /// A file, open for reading or writing: `open`.
    OpenedFile,
    /// An object of the class whose method it is, filled with the items of its argument: `BaseModel.model_validate`.
    Filled,
    /// The same of a text: `BaseModel.model_validate_json`.
    FilledWithText,
    /// A path whose text is known: `Path("/srv") / "name.txt"`.
    NamedPath,
    /// The file at such a path, open: `Path.open`.
    OpenedPath,
    /// Writes its argument into the file at such a path: `Path.write_text`.
    WrittenAt,
    /// All that is in it: `Path.read_text`.
    ReadAt,
    /// A file with a name that the system chooses, open: `tempfile.NamedTemporaryFile`.
    TemporaryFile,
    /// The same with its name beside it: `tempfile.mkstemp`.
    TemporaryPair,
    /// The name of a folder that the system chooses: `tempfile.mkdtemp`.
    TemporaryFolder,
    /// A file of the system's own that is read at one end and written at the other: `os.pipe`.
    Pipe,
    /// What is in its first argument: `os.read`.
    Drawn,
    /// What `with` binds of its argument: `ExitStack.enter_context`.
    Entered,
    /// Writes its second argument into its first: `os.write`.
    Poured,
    /// Writes its first argument into its second, from which the same container can be read again: `json.dump`.
    WrittenInto,
    /// Writes into the argument `file`: `print`.
    Printed,
    /// A path whose parts behind the first are constants: `os.path.join(folder, "name.txt")`.
    JoinedPath,
    /// An address below the host of the first one: `urljoin(BASE, "/orders/" + name)`.
    JoinedAddress,
    /// A folder and a name in it: `os.path.split`.
    SplitPath,
    /// A path up to the ending of its name, and the ending: `os.path.splitext`.
    SplitEnding,
    /// A text from which the same container can be read again: `json.dumps`.
    Written,
    /// What was written as such a text: `json.loads`.
    ReadBack,
}
