//! OpenStack: oslo's libraries, what Neutron stands on, OVSDB.

use super::Condition::{NotTrue, True};
use super::Pick::{From, Named};
use super::{By, Params, Row, alias, arg, cleans, drops, passes, returns, sink, source};
use crate::vocabulary::Sink::{Program, Shell, Sql};
use crate::vocabulary::{Sink, Sinks, Source};

const OUTPUT: &str = "another program's output";
const RPC: &str = "a message of another service";

/// Methods that other services call over a queue.
const fn called(by: By) -> Row {
    Row::Handler { by, params: Params::All, kind: Source::Message }
}

pub(super) const ROWS: &[Row] = &[
    // Processes: arguments one by one, unless a shell is asked for.
    alias("oslo_concurrency.processutils.trycmd", "oslo_concurrency.processutils.execute"),
    alias("nova.utils.execute", "oslo_concurrency.processutils.execute"),
    alias("cinder.utils.execute", "oslo_concurrency.processutils.execute"),
    alias("neutron.openstack.common.processutils.execute", "oslo_concurrency.processutils.execute"),
    alias("openstack.common.processutils.execute", "oslo_concurrency.processutils.execute"),
    sink("oslo_concurrency.processutils.execute", From(0), Program).only_if(&[NotTrue(Named("shell"))]),
    sink("oslo_concurrency.processutils.execute", arg(0, "cmd"), Shell).only_if(&[True(Named("shell"))]),
    source("oslo_concurrency.processutils.execute", Source::Process, OUTPUT),
    sink("oslo_concurrency.processutils.ssh_execute", arg(1, "cmd"), Shell),
    source("oslo_concurrency.processutils.ssh_execute", Source::Process, OUTPUT),
    sink("neutron.agent.linux.utils.execute", arg(0, "cmd"), Program),
    sink("neutron.agent.common.utils.execute", arg(0, "cmd"), Program),
    sink("neutron.agent.linux.utils.create_process", arg(0, "cmd"), Program),
    source("neutron.agent.linux.utils.execute", Source::Process, OUTPUT),
    source("neutron.agent.common.utils.execute", Source::Process, OUTPUT),
    sink("neutron.agent.linux.ip_lib.IPWrapper.netns.execute", arg(0, "cmds"), Program),
    sink("oslo_rootwrap.client.Client.execute", arg(0, "cmd"), Program),
    // What the operator and the libraries themselves chose.
    drops("oslo_config.cfg.CONF"),
    drops("neutron_lib.constants"),
    drops("neutron_lib.api.definitions"),
    drops("neutron_lib.plugins.ml2.ovs_constants"),
    drops("neutron_lib.plugins.constants"),
    // Messages.
    called(By::Registered("oslo_messaging.get_rpc_server", arg(2, "endpoints"))),
    source("oslo_messaging.RPCClient.call", Source::Response, RPC),
    source("oslo_messaging.get_rpc_client.call", Source::Response, RPC),
    source("oslo_messaging.RPCClient.prepare.call", Source::Response, RPC),
    returns("neutron_lib.rpc.get_client", "oslo_messaging.RPCClient"),
    // The database.
    returns("oslo_db.sqlalchemy.session.EngineFacade.get_session", "sqlalchemy.orm.Session"),
    returns("oslo_db.sqlalchemy.session.EngineFacade.get_engine", "sqlalchemy.Engine"),
    returns("oslo_db.sqlalchemy.enginefacade.get_legacy_facade.get_session", "sqlalchemy.orm.Session"),
    returns("oslo_db.sqlalchemy.enginefacade.writer.get_engine", "sqlalchemy.Engine"),
    returns("oslo_db.sqlalchemy.enginefacade.reader.get_engine", "sqlalchemy.Engine"),
    returns("neutron_lib.db.api.get_writer_session", "sqlalchemy.orm.Session"),
    returns("neutron_lib.db.api.get_reader_session", "sqlalchemy.orm.Session"),
    returns("neutron_lib.context.Context.session", "sqlalchemy.orm.Session"),
    sink("oslo_db.sqlalchemy.utils.execute", arg(1, "sql"), Sql),
    // Utilities.
    passes("oslo_utils.strutils.mask_password"),
    cleans("oslo_utils.strutils.bool_from_string", Sinks::ALL),
    cleans("oslo_utils.strutils.string_to_bytes", Sinks::ALL),
    cleans("oslo_utils.strutils.to_slug", Sinks::all_but(&[Sink::Size])),
    drops("oslo_utils.strutils.int_from_bool_as_string"),
    passes("oslo_utils.netutils.escape_ipv6"),
    drops("oslo_utils.timeutils.parse_isotime"),
    drops("oslo_utils.timeutils.utcnow"),
    drops("oslo_utils.uuidutils.generate_uuid"),
    passes("oslo_utils.netutils.urlsplit"),
    drops("oslo_policy.policy.Enforcer.enforce"),
    drops("oslo_policy.policy.Enforcer.authorize"),
    cleans("neutron_lib.api.converters.convert_to_int", Sinks::all_but(&[Sink::Size])),
    cleans("neutron_lib.api.converters.convert_to_boolean", Sinks::ALL),
    // OVSDB: a transaction's commands hold their arguments as values.
    drops("ovsdbapp.backend.ovs_idl.transaction.Transaction.add"),
    source("ovsdbapp.backend.ovs_idl.command.BaseCommand.execute", Source::Database, "a row of OVSDB"),
    drops("ovsdbapp.backend.ovs_idl.command.BaseCommand.run_idl"),
];
