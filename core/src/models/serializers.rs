//! YAML, pickles by other names, and files that hold models: what makes objects of bytes.

use super::Condition::{self, False, Is, IsNot, NotTrue, True};
use super::Pick::{Arg, Named};
use super::{Row, alias, arg, cleans, decodes, passes, returns, sink};
use crate::vocabulary::Sink::{Deserialize, Yaml};
use crate::vocabulary::Sinks;

/// Loaders that make nothing but plain data.
const SAFE: &[&str] = &[
    "yaml.SafeLoader",
    "yaml.CSafeLoader",
    "yaml.BaseLoader",
    "yaml.CBaseLoader",
    "yaml.loader.SafeLoader",
    "yaml.loader.BaseLoader",
    "yaml.cyaml.CSafeLoader",
    "yaml.cyaml.CBaseLoader",
];
const UNSAFE: &[Condition] = &[IsNot(Arg(1, "Loader"), SAFE)];

pub(super) const ROWS: &[Row] = &[
    // PyYAML. `FullLoader` was broken through more than once.
    sink("yaml.load", arg(0, "stream"), Yaml).only_if(UNSAFE),
    sink("yaml.load_all", arg(0, "stream"), Yaml).only_if(UNSAFE),
    sink("yaml.full_load", arg(0, "stream"), Yaml),
    sink("yaml.full_load_all", arg(0, "stream"), Yaml),
    sink("yaml.unsafe_load", arg(0, "stream"), Yaml),
    sink("yaml.unsafe_load_all", arg(0, "stream"), Yaml),
    sink("yaml.Loader", arg(0, "stream"), Yaml),
    sink("yaml.UnsafeLoader", arg(0, "stream"), Yaml),
    sink("yaml.FullLoader", arg(0, "stream"), Yaml),
    decodes("yaml.load"),
    decodes("yaml.load_all"),
    decodes("yaml.safe_load"),
    decodes("yaml.safe_load_all"),
    decodes("yaml.full_load"),
    decodes("yaml.full_load_all"),
    decodes("yaml.unsafe_load"),
    decodes("yaml.unsafe_load_all"),
    cleans("yaml.dump", Sinks::of(&[Deserialize, Yaml])),
    passes("yaml.safe_dump"),
    // ruamel.
    returns("ruamel.yaml.YAML", "ruamel.yaml.YAML.unsafe").only_if(&[Is(Named("typ"), &["unsafe"])]),
    returns("ruamel.yaml.YAML", "ruamel.yaml.YAML"),
    sink("ruamel.yaml.YAML.unsafe.load", arg(0, "stream"), Yaml),
    sink("ruamel.yaml.YAML.unsafe.load_all", arg(0, "stream"), Yaml),
    decodes("ruamel.yaml.YAML.load"),
    sink("ruamel.yaml.load", arg(0, "stream"), Yaml)
        .only_if(&[IsNot(Arg(1, "Loader"), &["ruamel.yaml.SafeLoader", "ruamel.yaml.RoundTripLoader"])]),
    sink("ruamel.yaml.unsafe_load", arg(0, "stream"), Yaml),
    decodes("ruamel.yaml.safe_load"),
    decodes("ruamel.yaml.round_trip_load"),
    decodes("strictyaml.load"),
    // Pickles.
    alias("cloudpickle.cloudpickle", "cloudpickle"),
    sink("dill.loads", arg(0, "str"), Deserialize),
    sink("dill.load", arg(0, "file"), Deserialize),
    sink("dill.Unpickler", arg(0, "file"), Deserialize),
    sink("dill.load_session", arg(0, "filename"), Deserialize),
    sink("dill.load_module", arg(0, "filename"), Deserialize),
    decodes("dill.loads"),
    sink("cloudpickle.loads", arg(0, "data"), Deserialize),
    sink("cloudpickle.load", arg(0, "file"), Deserialize),
    decodes("cloudpickle.loads"),
    sink("jsonpickle.decode", arg(0, "string"), Deserialize),
    sink("jsonpickle.loads", arg(0, "string"), Deserialize),
    sink("jsonpickle.unpickler.decode", arg(0, "string"), Deserialize),
    sink("jsonpickle.unpickler.Unpickler.restore", arg(0, "obj"), Deserialize),
    decodes("jsonpickle.decode"),
    cleans("jsonpickle.encode", Sinks::of(&[Deserialize])),
    sink("joblib.load", arg(0, "filename"), Deserialize),
    sink("sklearn.externals.joblib.load", arg(0, "filename"), Deserialize),
    sink("skops.io.load", arg(0, "file"), Deserialize).only_if(&[True(Named("trusted"))]),
    sink("hickle.load", arg(0, "file_obj"), Deserialize),
    sink("pandas.read_pickle", arg(0, "filepath_or_buffer"), Deserialize),
    sink("pandas.io.pickle.read_pickle", arg(0, "filepath_or_buffer"), Deserialize),
    sink("pandas.read_hdf", arg(0, "path_or_buf"), Deserialize),
    sink("numpy.load", arg(0, "file"), Deserialize).only_if(&[True(Arg(2, "allow_pickle"))]),
    sink("numpy.loads", arg(0, "data"), Deserialize),
    sink("torch.load", arg(0, "f"), Deserialize).only_if(&[NotTrue(Named("weights_only"))]),
    sink("torch.jit.load", arg(0, "f"), Deserialize),
    sink("torch.package.PackageImporter", arg(0, "file_or_buffer"), Deserialize),
    sink("keras.models.load_model", arg(0, "filepath"), Deserialize).only_if(&[False(Named("safe_mode"))]),
    sink("tensorflow.keras.models.load_model", arg(0, "filepath"), Deserialize)
        .only_if(&[False(Named("safe_mode"))]),
    sink("mlflow.pyfunc.load_model", arg(0, "model_uri"), Deserialize),
    sink("mlflow.sklearn.load_model", arg(0, "model_uri"), Deserialize),
    sink("lightgbm.Booster", Named("pickle_file"), Deserialize),
    sink("gensim.models.Word2Vec.load", arg(0, "fname"), Deserialize),
    sink("ray.cloudpickle.loads", arg(0, "data"), Deserialize),
    sink("distributed.protocol.pickle.loads", arg(0, "x"), Deserialize),
    sink("pyarrow.deserialize", arg(0, "obj"), Deserialize),
    sink("srsly.pickle_loads", arg(0, "data"), Deserialize),
    sink("kombu.serialization.pickle_loads", arg(0, "s"), Deserialize),
    sink("kombu.serialization.loads", arg(0, "data"), Deserialize)
        .only_if(&[Is(Arg(1, "content_type"), &["application/x-python-serialize"])]),
];
