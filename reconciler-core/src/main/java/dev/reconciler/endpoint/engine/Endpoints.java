package dev.reconciler.endpoint.engine;

/**
 * The databases of a pipeline behind the ports of their engines.
 *
 * @param stream the objects that the source keeps for the pipeline's stream
 * @param targetTables the pipeline's tables in the target
 * @param controlTables the pipeline's tables in the control database
 */
public record Endpoints(
        SourceEndpoint source,
        TargetEndpoint target,
        StreamSetup stream,
        PipelineTables targetTables,
        PipelineTables controlTables) {}
