using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Digitize.Cli.Orders;

/// <summary>
/// The socket that a running service takes orders at. A connection carries one order and its answer, each as JSON up to the end of its stream.
/// </summary>
internal static class OrderSocket
{
    private const string Name = "digitize.socket";

    /// <summary><c>sun_path</c> of <c>struct sockaddr_un</c>, its closing zero included.</summary>
    private const int LongestPath = 108;

    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;

    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>In the data folder; in <c>$XDG_RUNTIME_DIR</c> where the path would be too long for a socket.</summary>
    /// <returns>Null when there is no place for it.</returns>
    public static string? PathFor(string data)
    {
        var full = Path.GetFullPath(data);
        var other = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        var places = new[] { Path.Combine(full, Name), string.IsNullOrEmpty(other) ? null : Path.Combine(other, $"digitize-{Hash(full)}.socket") };
        return places.FirstOrDefault(place => place is not null && Encoding.UTF8.GetByteCount(place) < LongestPath);
    }

    /// <returns>The connected socket, for the caller to close; null when nobody listens there.</returns>
    public static async Task<Socket?> TryConnectAsync(string path, CancellationToken cancel)
    {
        var socket = New();
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Listens for the owner's connections only. The caller holds the data folder, so that what lies there already is left over.</summary>
    /// <returns>For the caller to close, which removes the file.</returns>
    public static async Task<Socket> ListenAsync(string path, CancellationToken cancel)
    {
        if (await TryConnectAsync(path, cancel) is { } other)
        {
            other.Dispose();
            throw new IOException($"Another process takes orders at {path}.");
        }

        File.Delete(path);
        var socket = New();
        socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        socket.Listen();
        return socket;
    }

    /// <summary>The user of the process at the other end, as the system vouches for it.</summary>
    public static uint UserAt(Socket peer)
    {
        // struct ucred: process, user and group.
        Span<byte> credentials = stackalloc byte[12];
        return peer.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials) == credentials.Length
            ? MemoryMarshal.Read<uint>(credentials[4..])
            : throw new IOException("The system does not say who is at the other end.");
    }

    public static async Task SendAsync<T>(Socket peer, T message, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> rest = JsonSerializer.SerializeToUtf8Bytes(message, Strict);
        while (!rest.IsEmpty)
        {
            rest = rest[await peer.SendAsync(rest, cancel)..];
        }

        peer.Shutdown(SocketShutdown.Send);
    }

    /// <returns>Null when what came is no such message, or longer than <paramref name="most"/> bytes.</returns>
    public static async Task<T?> ReceiveAsync<T>(Socket peer, int most, CancellationToken cancel)
        where T : class
    {
        using var text = new MemoryStream();
        var piece = new byte[4096];
        var length = 0L;
        while (await peer.ReceiveAsync(piece, cancel) is > 0 and var read)
        {
            // Read to its end in any case: who is cut off while sending does not see the answer.
            length += read;
            if (length <= most)
            {
                text.Write(piece, 0, read);
            }
        }

        try
        {
            return length > most ? null : JsonSerializer.Deserialize<T>(text.ToArray(), Strict);
        }
        catch (Exception foreign) when (foreign is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
