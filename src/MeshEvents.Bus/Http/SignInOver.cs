using MeshEvents.Kernel;

namespace MeshEvents.Bus.Http;

/// <summary>On a request whose sign-in has ended by itself: said instead of a bare "sign in first".</summary>
public sealed record SignInOver(Refusal Why);
