//! Tools of language models: functions whose arguments a model writes.

use super::super::Pick::Arg;
use super::super::{By, Params, Row};
use crate::vocabulary::Source;

pub(in super::super) const ROWS: &[Row] = &[
    // Functions that a model calls: it chooses the arguments.
    Row::Handler {
        by: By::Decorator("mcp.server.fastmcp.FastMCP.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("mcp.server.FastMCP.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("fastmcp.FastMCP.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("fastmcp.FastMCP.resource"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("mcp.server.fastmcp.FastMCP.resource"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("mcp.server.fastmcp.FastMCP.prompt"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("fastmcp.FastMCP.prompt"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("mcp.server.Server.call_tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("mcp.server.lowlevel.Server.call_tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("langchain.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("langchain.agents.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("langchain_core.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("langchain_core.tools.convert.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("agents.function_tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("smolagents.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("smolagents.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("crewai.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("crewai_tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("autogen.ConversableAgent.register_for_execution"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("autogen.ConversableAgent.register_for_llm"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("pydantic_ai.Agent.tool_plain"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("semantic_kernel.functions.kernel_function"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("haystack.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler { by: By::Decorator("strands.tool"), params: Params::Declared, kind: Source::ModelOutput },
    Row::Handler {
        by: By::Decorator("livekit.agents.function_tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("agno.tools.tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("anthropic.beta_tool"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Decorator("pydantic_ai.Agent.tool"),
        params: Params::Types(&["pydantic_ai.RunContext"]),
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain.tools.BaseTool", "_run"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain.tools.BaseTool", "_arun"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain_core.tools.BaseTool", "_run"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain_core.tools.BaseTool", "_arun"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain.tools.base.BaseTool", "_run"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("langchain.tools.base.BaseTool", "_arun"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("crewai.tools.BaseTool", "_run"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("crewai.tools.BaseTool", "_arun"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("crewai_tools.BaseTool", "_run"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("crewai_tools.BaseTool", "_arun"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("smolagents.Tool", "forward"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("transformers.Tool", "forward"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Method("transformers.agents.Tool", "forward"),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain.tools.Tool", Arg(1, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain.agents.Tool", Arg(1, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain_core.tools.Tool", Arg(1, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain.tools.Tool.from_function", Arg(0, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain_core.tools.Tool.from_function", Arg(0, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain.tools.StructuredTool.from_function", Arg(0, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("langchain_core.tools.StructuredTool.from_function", Arg(0, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("llama_index.core.tools.FunctionTool.from_defaults", Arg(0, "fn")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("autogen.register_function", Arg(0, "f")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("google.adk.tools.FunctionTool", Arg(0, "func")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
    Row::Handler {
        by: By::Registered("haystack.tools.create_tool_from_function", Arg(0, "function")),
        params: Params::Declared,
        kind: Source::ModelOutput,
    },
];
