using System.Text.Json;

namespace MeshEvents.Wire.Files;

/// <summary>Writes what a program at the person's side asks, as UTF-8 JSON for a binary message; members without a value are left out. The plain protocol's transfers have no form here: our side does not use them.</summary>
public static class FileRequestWriter
{
    public static byte[] Write(FileRequest request) => WireJson.Object(request, static (json, request) =>
    {
        json.WriteString("action", ActionOf(request));
        json.Raw("reqid", request.RequestId);
        WriteMembers(json, request);
    });

    static string ActionOf(FileRequest request) => request switch
    {
        ListFolder => "ls",
        LookAt => "stat",
        MakeFolder => "mkdir",
        HashFile => "uploadhash",
        PutFile => "put",
        PutDone => "putdone",
        GetFiles => "get",
        ChunkTaken => "ack",
        CancelRequest => "cancel",
        _ => throw new ArgumentException($"{request.GetType().Name} has no form on the wire.", nameof(request)),
    };

    static void WriteMembers(Utf8JsonWriter json, FileRequest request)
    {
        switch (request)
        {
            case ListFolder list:
                json.WriteString("path", list.Path);
                json.Flag("pages", list.Pages);
                break;
            case LookAt look: json.WriteString("path", look.Path); break;
            case MakeFolder make: json.WriteString("path", make.Path); break;
            case HashFile hash:
                json.WriteString("path", hash.Path);
                json.WriteString("name", hash.Name);
                break;
            case PutFile put: WritePut(json, put); break;
            case PutDone done:
                json.Text("sha256", done.Sha256);
                json.Text("pieces", done.Pieces);
                break;
            case GetFiles get:
                json.WriteString("path", get.Path);
                if (get.Zip) WriteNames(json, get.Names);
                json.WriteNumber("offset", get.Offset);
                json.Flag("pieces", get.Pieces);
                break;
            case ChunkTaken taken: json.WriteNumber("offset", taken.Offset); break;
        }
    }

    static void WritePut(Utf8JsonWriter json, PutFile put)
    {
        json.WriteString("transfer", put.Transfer);
        json.WriteString("path", put.Path);
        json.WriteString("name", put.Name);
        json.WriteNumber("size", put.Size);
        json.Number("modified", put.Modified);
        json.WriteString("conflict", put.Conflict switch { OnConflict.Replace => "replace", OnConflict.KeepBoth => "keep", OnConflict.Skip => "skip", _ => "fail" });
        json.Flag("restart", put.Restart);
        json.Number("mode", put.Mode);
        json.Flag("pieces", put.Pieces);
    }

    static void WriteNames(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteBoolean("zip", true);
        json.WriteStartArray("names");
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
