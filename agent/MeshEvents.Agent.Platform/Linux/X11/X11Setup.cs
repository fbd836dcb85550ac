using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>The display said no to the connection; the message is its reason.</summary>
sealed class X11Refused(string reason) : Exception(reason);

/// <summary>What the display says of itself when a client connects. Only the first screen counts: more than one went out of use with multi-head X.</summary>
sealed record X11Setup(
    uint IdBase, uint IdMask, int MinKeycode, int MaxKeycode, uint Root, int Width, int Height, int Depth, int BitsPerPixel, bool LittleEndian, uint RedMask, uint GreenMask, uint BlueMask)
{
    const int FixedPart = 40, FirstScreen = 32, AdditionalLimit = 64 * 1024 * 4;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Pixels are blue, green, red and an unused byte.</summary>
    public bool IsUsual => BitsPerPixel == 32 && LittleEndian && RedMask == 0xFF0000 && GreenMask == 0xFF00 && BlueMask == 0xFF;

    /// <summary>Connects to display <c>:number</c> of this machine and introduces itself (X Window System Protocol, "Connection Setup").</summary>
    /// <exception cref="SocketException">Nobody is there, or it does not answer.</exception>
    /// <exception cref="X11Refused">It does not let us in.</exception>
    public static (Socket Socket, X11Setup Setup) Connect(X11Place place)
    {
        var socket = Dial(place.Display);
        try
        {
            place.CheckPeer(socket);
            socket.SendTimeout = socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            socket.Send(Hello(place.Cookie));
            var head = Receive(socket, 8);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(6)) * 4;
            if (length > AdditionalLimit) throw new X11Refused("it answers with something else than X11");
            var rest = Receive(socket, length);
            if (head[0] != 1) throw new X11Refused(Encoding.ASCII.GetString(rest, 0, Math.Min(head[1], rest.Length)).Trim());
            return (socket, Read(rest));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static Socket Dial(int display)
    {
        var path = $"/tmp/.X11-unix/X{display}";
        try { return Dial(path); }
        catch (SocketException) { return Dial("\0" + path); }         // Linux' second name space for sockets
    }

    static Socket Dial(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // 'l' little-endian | 0 | u16 11 | u16 0 | u16 length of name | u16 length of data | u16 0 | name, data, each filled up to 4
    static byte[] Hello(byte[]? cookie)
    {
        var name = cookie is null ? [] : "MIT-MAGIC-COOKIE-1"u8.ToArray();
        var to = new X11Writer();
        to.U8('l').U8(0).U16(11).U16(0).U16(name.Length).U16(cookie?.Length ?? 0).U16(0).Bytes(name).Fill().Bytes(cookie ?? []).Fill();
        return to.ToArray();
    }

    static byte[] Receive(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var part = socket.Receive(bytes.AsSpan(got));
            if (part == 0) throw new X11Refused("it hung up");
            got += part;
        }
        return bytes;
    }

    // u32 release | u32 id base | u32 id mask | u32 | u16 vendor length | u16 | u8 screens | u8 formats | u8 byte order | 3 | u8 min, max keycode | 4 | vendor | formats of 8 | screens
    static X11Setup Read(byte[] bytes)
    {
        try
        {
            uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
            int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            var formats = FirstScreen + (U16(16) + 3) / 4 * 4;
            var screen = formats + 8 * bytes[21];
            var depth = bytes[screen + 38];
            var bits = Enumerable.Range(0, bytes[21]).Where(i => bytes[formats + 8 * i] == depth).Select(i => bytes[formats + 8 * i + 1]).FirstOrDefault();
            var visual = U32(screen + 32);
            for (int at = screen + FixedPart, depths = bytes[screen + 39]; depths > 0; depths--)
            {
                var visuals = U16(at + 2);
                at += 8;
                for (; visuals > 0; visuals--, at += 24)
                {
                    if (U32(at) == visual) return new(U32(4), U32(8), bytes[26], bytes[27], U32(screen), U16(screen + 20), U16(screen + 22), depth, bits, bytes[22] == 0, U32(at + 8), U32(at + 12), U32(at + 16));
                }
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new X11Refused("its introduction is cut short");
        }
        throw new X11Refused("it names no visual for its screen");
    }
}
