using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Api;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Verbs;

/// <summary>
/// Signing in: the browser says who one is. <c>mesh</c> makes a secret, shows the server its SHA-256 alone, and a code that a person confirms there; the secret then
/// is half of an access token (the server's http-api.md, "A program that is let in").
/// </summary>
static class LoginVerb
{
    public static readonly Verb Login = new("login", "Sign in to a server, by a page in the browser.", RunAsync)
    {
        Positionals = [new("URL", "https://host:port; the one signed in to last without it", Required: false)],
        Examples = ["mesh login https://mesh.example.org", "mesh login https://localhost:8443 --ca /var/lib/meshevents/certificates/root.crt", "MESH_TOKEN=$(cat token) mesh devices     # a script signs in with a token from Account"],
    };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var (session, terminal) = (call.Session, call.Session.Terminal);
        var asked = session.Trusting(Asked(call));
        var server = await TrustedAsync(asked, terminal, stop);
        using var connection = new ServerConnection(server with { Token = null });

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var challenge = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        var pairing = await connection.JsonAsync(HttpMethod.Post, "api/pairings", new JsonObject { ["client"] = ClientName(), ["challenge"] = challenge }, stop);
        var code = Plain.Line(pairing.GetProperty("code").GetString()!);
        var page = connection.At(pairing.GetProperty("page").GetString()!);
        terminal.Error.WriteLine($"Open this page, compare the code, and let 'mesh' in:\n\n  {page}#{code}\n\n  code  {code}\n\nWaiting; Ctrl-C gives up.");

        var token = await WaitAsync(connection, challenge, secret, TimeSpan.FromSeconds(pairing.GetProperty("pollSeconds").GetInt32()), stop);
        var signedIn = server with { Token = token };
        using var own = new ServerConnection(signedIn);
        var me = await own.GetAsync("api/me", stop);
        signedIn = signedIn with { Person = Plain.Line(me.GetProperty("name").GetString()!) };
        session.Folder.Keep(signedIn);
        await DocumentCache.FetchAsync(own, session.Folder, stop);
        await session.Out.SayAsync($"Signed in to {server.Address} as {signedIn.Person} until {me.GetProperty("endsAt").GetDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm}.");
        return Exit.Done;
    }

    static KnownServer Asked(Call call)
    {
        var known = call.Session.Folder.Servers();
        var text = call.At(0) ?? call.Session.Option("server") ?? call.Session.Terminal.Environment("MESH_SERVER");
        if (string.IsNullOrEmpty(text)) return known.Count > 0 ? known[0] : throw new MeshException(Exit.Usage, "Which server?", "mesh login https://SERVER");
        var address = Session.AddressOf(text);
        // the key that was met before is looked at anew: signing in again is how a replaced key is accepted
        return new(address, null, null, known.FirstOrDefault(s => s.Address == address)?.Authority, null);
    }

    /// <summary>An authority vouches for the server, or the person does: then its key is pinned.</summary>
    static async Task<KnownServer> TrustedAsync(KnownServer server, ITerminal terminal, CancellationToken stop)
    {
        using var connection = new ServerConnection(server with { Token = null });
        try
        {
            using var alive = await connection.SendAsync(HttpMethod.Get, "healthz", null, stop);
            return server;
        }
        catch (MeshException e) when (e.Code == Exit.Unreachable && server.Pin is null && server.Authority is null && connection.SeenKey is { } key)
        {
            if (!terminal.Attended)
                throw new MeshException(Exit.Unreachable, $"Nobody whom this machine trusts vouches for the certificate of {server.Address}; its key is {key}.", $"mesh login {server.Address} --pin '{key}', when the key is right");
            terminal.Error.Write($"Nobody whom this machine trusts vouches for the certificate of {server.Address}.\nIts key is\n\n  {key}\n\nThe line that enrols a device shows the same key. Is it right? [y/N] ");
            if (terminal.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes")) throw new MeshException(Exit.Unreachable, "The key was not accepted.");
            return server with { Pin = key };
        }
    }

    static async Task<string> WaitAsync(ServerConnection connection, string challenge, string secret, TimeSpan every, CancellationToken stop)
    {
        using var look = new PeriodicTimer(every);
        while (await look.WaitForNextTickAsync(stop))
        {
            JsonElement outcome;
            try { outcome = await connection.GetAsync($"api/pairings/{challenge}", stop); }
            catch (MeshException e) when (e.Code == Exit.Refused) { throw new MeshException(Exit.NotSignedIn, "The code has expired.", $"mesh login {connection.Address}"); }
            switch (outcome.GetProperty("state").GetString())
            {
                case "Confirmed": return $"mesh_{outcome.GetProperty("tokenId").GetGuid():N}_{secret}";
                case "Denied": throw new MeshException(Exit.NotSignedIn, "It was turned away in the browser.");
            }
        }
        throw new OperationCanceledException(stop);
    }

    static string ClientName() => Plain.Line($"mesh on {Environment.MachineName}") is { Length: > 64 } name ? name[..64] : Plain.Line($"mesh on {Environment.MachineName}");
}

/// <summary>Ends the token on the server, and forgets it here.</summary>
static class LogoutVerb
{
    public static readonly Verb Logout = new("logout", "End the sign-in of this machine, here and on the server.", RunAsync) { Examples = ["mesh logout", "mesh logout --server https://mesh.example.org"] };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var session = call.Session;
        var server = session.Chosen();
        if (session.Folder.Servers().All(s => s.Token != server.Token)) throw new MeshException(Exit.Usage, "This token was not made by 'mesh login'. Revoke it in the console, under Account.");
        using var connection = new ServerConnection(server);
        try
        {
            var me = await connection.GetAsync("api/me", stop);
            await connection.JsonAsync(HttpMethod.Delete, $"api/tokens/{me.GetProperty("loginId").GetGuid()}", null, stop);
        }
        // it had ended on the server already
        catch (MeshException e) when (e.Code == Exit.NotSignedIn) { session.Folder.Forget(server.Address); }
        session.Folder.Forget(server.Address);
        await session.Out.SayAsync($"Signed out of {server.Address}.");
        return Exit.Done;
    }
}
