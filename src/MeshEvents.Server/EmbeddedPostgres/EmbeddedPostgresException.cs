namespace MeshEvents.Server.EmbeddedPostgres;

/// <summary>The server's own PostgreSQL cannot be had. The message is one a person can act on.</summary>
public sealed class EmbeddedPostgresException(string sentence, Exception? inner = null) : Exception(sentence, inner);
