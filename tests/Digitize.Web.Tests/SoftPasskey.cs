using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digitize.Web.Tests;

/// <summary>What a device and its browser do other than they should; without any of it they do it right.</summary>
internal sealed record Twist
{
    public string? Origin { get; init; }

    public string? Domain { get; init; }

    public string? Type { get; init; }

    public string? Challenge { get; init; }

    public string? UserHandle { get; init; }

    public bool CrossOrigin { get; init; }

    /// <summary>Present (1) and verified (4).</summary>
    public int Flags { get; init; } = 5;

    /// <summary>Of the bytes that carry the proof: the attestation, or the signature.</summary>
    public Func<byte[], byte[]> Proof { get; init; } = bytes => bytes;

    /// <summary>Of what was signed, after it was.</summary>
    public Func<byte[], byte[]> AuthenticatorData { get; init; } = bytes => bytes;
}

/// <summary>A passkey in a device of software: P-256, no statement about its maker, all bytes laid out by hand.</summary>
internal sealed class SoftPasskey(string origin) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    public uint Count { get; set; }

    private string _userHandle = "";

    /// <returns>What the browser sends for the creation options it was given.</returns>
    public JsonObject Create(JsonElement options, Twist? twist = null)
    {
        twist ??= new Twist();
        _userHandle = options.GetProperty("user").GetProperty("id").GetString()!;
        var point = _key.ExportParameters(false).Q;
        byte[] publicKey = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Header(options.GetProperty("rp").GetProperty("id").GetString()!, twist, attested: true), .. new byte[16], 0, (byte)Id.Length, .. Id, .. publicKey];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData(options, "webauthn.create", twist)),
            ["attestationObject"] = Text(twist.Proof(attestation)),
            ["transports"] = new JsonArray("internal", "Ä\u0001"),
        });
    }

    /// <returns>What the browser sends for the request options it was given.</returns>
    public JsonObject Sign(JsonElement options, Twist? twist = null)
    {
        twist ??= new Twist();
        var data = Header(options.GetProperty("rpId").GetString()!, twist, attested: false);
        var client = ClientData(options, "webauthn.get", twist);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(twist.AuthenticatorData(data)),
            ["signature"] = Text(twist.Proof(signature)),
            ["userHandle"] = twist.UserHandle ?? _userHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(Id),
        ["rawId"] = Text(Id),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] Header(string domain, Twist twist, bool attested)
    {
        var header = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(twist.Domain ?? domain), header);
        header[32] = (byte)(twist.Flags | (attested ? 0x40 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(33), Count);
        return header;
    }

    private byte[] ClientData(JsonElement options, string type, Twist twist) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = twist.Type ?? type,
        challenge = twist.Challenge ?? options.GetProperty("challenge").GetString(),
        origin = twist.Origin ?? origin,
        crossOrigin = twist.CrossOrigin,
    });
}
