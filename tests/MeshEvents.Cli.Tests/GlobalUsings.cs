global using System.Net;
global using MeshEvents.Testing;
global using MeshEvents.Testing.Agents;
global using MeshEvents.Testing.Http;
global using Xunit;

// modes of files, signals, pipes: what the journeys look at
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
