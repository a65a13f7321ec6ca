//! Peewee, Pony, Tortoise, `databases`, pandas and other mappers: where SQL is still text.

use super::super::Pick::Expanded;
use super::super::{Row, alias, arg, returns, sink, source};
use crate::vocabulary::Sink::{Code, Fields, Sql};
use crate::vocabulary::Source;

const ROW: &str = "a row of the database";

pub(in super::super) const ROWS: &[Row] = &[
    // Records that are made of whatever fields are named.
    sink("sqlalchemy.orm.DeclarativeBase", Expanded, Fields),
    sink("peewee.Model", Expanded, Fields),
    sink("mongoengine.Document", Expanded, Fields),
    // Peewee.
    alias("peewee.SqliteDatabase", "peewee.Database"),
    alias("peewee.MySQLDatabase", "peewee.Database"),
    alias("peewee.PostgresqlDatabase", "peewee.Database"),
    alias("playhouse.pool.PooledPostgresqlDatabase", "peewee.Database"),
    alias("playhouse.pool.PooledMySQLDatabase", "peewee.Database"),
    alias("playhouse.sqlite_ext.SqliteExtDatabase", "peewee.Database"),
    returns("playhouse.db_url.connect", "peewee.Database"),
    sink("peewee.Database.execute_sql", arg(0, "sql"), Sql),
    source("peewee.Database.execute_sql", Source::Database, ROW),
    sink("peewee.SQL", arg(0, "sql"), Sql),
    sink("peewee.RawQuery", arg(0, "sql"), Sql),
    sink("peewee.Model.raw", arg(0, "sql"), Sql),
    source("peewee.Model.raw", Source::Database, ROW),
    source("peewee.Model.get", Source::Database, ROW),
    source("peewee.Model.get_or_none", Source::Database, ROW),
    source("peewee.Model.get_by_id", Source::Database, ROW),
    // Pony.
    returns("pony.orm.Database", "pony.orm.Database"),
    sink("pony.orm.Database.execute", arg(0, "sql"), Sql),
    sink("pony.orm.Database.select", arg(0, "sql"), Sql),
    sink("pony.orm.Database.get", arg(0, "sql"), Sql),
    sink("pony.orm.Database.exists", arg(0, "sql"), Sql),
    sink("pony.orm.raw_sql", arg(0, "sql"), Sql),
    sink("pony.orm.core.Entity.select_by_sql", arg(0, "sql"), Sql),
    sink("*.select_by_sql", arg(0, "sql"), Sql),
    sink("*.get_by_sql", arg(0, "sql"), Sql),
    sink("pony.orm.select", arg(0, "gen"), Code),
    // Tortoise.
    sink("tortoise.models.Model.raw", arg(0, "sql"), Sql),
    sink("tortoise.expressions.RawSQL", arg(0, "sql"), Sql),
    returns("tortoise.Tortoise.get_connection", "tortoise.Connection"),
    returns("tortoise.connections.get", "tortoise.Connection"),
    returns("tortoise.transactions.in_transaction", "tortoise.Connection"),
    sink("tortoise.Connection.execute_query", arg(0, "query"), Sql),
    sink("tortoise.Connection.execute_query_dict", arg(0, "query"), Sql),
    sink("tortoise.Connection.execute_script", arg(0, "query"), Sql),
    sink("tortoise.Connection.execute_insert", arg(0, "query"), Sql),
    source("tortoise.Connection.execute_query_dict", Source::Database, ROW),
    // databases.
    returns("databases.Database", "databases.Database"),
    sink("databases.Database.execute", arg(0, "query"), Sql),
    sink("databases.Database.execute_many", arg(0, "query"), Sql),
    sink("databases.Database.fetch_all", arg(0, "query"), Sql),
    sink("databases.Database.fetch_one", arg(0, "query"), Sql),
    sink("databases.Database.fetch_val", arg(0, "query"), Sql),
    sink("databases.Database.iterate", arg(0, "query"), Sql),
    source("databases.Database.fetch_all", Source::Database, ROW),
    source("databases.Database.fetch_one", Source::Database, ROW),
    source("databases.Database.fetch_val", Source::Database, ROW),
    source("databases.Database.iterate", Source::Database, ROW),
    // records, dataset, web.py.
    returns("records.Database", "records.Database"),
    sink("records.Database.query", arg(0, "query"), Sql),
    source("records.Database.query", Source::Database, ROW),
    returns("dataset.connect", "dataset.Database"),
    sink("dataset.Database.query", arg(0, "query"), Sql),
    source("dataset.Database.query", Source::Database, ROW),
    // pandas evaluates texts as Python.
    sink("pandas.eval", arg(0, "expr"), Code),
    sink("pandas.DataFrame.eval", arg(0, "expr"), Code),
    sink("pandas.DataFrame.query", arg(0, "expr"), Code),
    returns("pandas.DataFrame", "pandas.DataFrame"),
    returns("pandas.read_csv", "pandas.DataFrame"),
    returns("pandas.read_excel", "pandas.DataFrame"),
    returns("pandas.read_json", "pandas.DataFrame"),
    returns("pandas.read_parquet", "pandas.DataFrame"),
    // Airflow's hooks.
    sink("airflow.providers.common.sql.hooks.sql.DbApiHook.run", arg(0, "sql"), Sql),
    sink("airflow.providers.common.sql.hooks.sql.DbApiHook.get_records", arg(0, "sql"), Sql),
    sink("airflow.providers.common.sql.hooks.sql.DbApiHook.get_first", arg(0, "sql"), Sql),
    sink("airflow.providers.common.sql.hooks.sql.DbApiHook.get_pandas_df", arg(0, "sql"), Sql),
    alias(
        "airflow.providers.postgres.hooks.postgres.PostgresHook",
        "airflow.providers.common.sql.hooks.sql.DbApiHook",
    ),
    alias(
        "airflow.providers.mysql.hooks.mysql.MySqlHook",
        "airflow.providers.common.sql.hooks.sql.DbApiHook",
    ),
    alias("airflow.hooks.postgres_hook.PostgresHook", "airflow.providers.common.sql.hooks.sql.DbApiHook"),
    alias("airflow.hooks.mysql_hook.MySqlHook", "airflow.providers.common.sql.hooks.sql.DbApiHook"),
];
