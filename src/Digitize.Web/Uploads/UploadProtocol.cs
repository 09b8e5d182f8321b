using System.Globalization;
using System.Text;
using Digitize.Web.Problems;

namespace Digitize.Web.Uploads;

/// <summary>How far a resumable upload is. Lengths and offsets are bytes.</summary>
internal sealed record UploadProgress(long Length, long Offset, DateTimeOffset ExpiresAt, bool IsFinished);

/// <summary>What a creation asks for. <see cref="Metadata"/> is decoded; a key without a value has the empty string.</summary>
internal sealed record UploadRequest(long Length, IReadOnlyDictionary<string, string> Metadata);

/// <summary>The checksum that comes with a piece: an algorithm of <see cref="UploadProtocol.ChecksumAlgorithms"/>, and the hash.</summary>
internal sealed record UploadChecksum(string Algorithm, byte[] Hash);

/// <summary>The rules of tus 1.0.0 (tus.io/protocols/resumable-upload): what a request may do, decided from its headers and the upload's progress alone.</summary>
internal static class UploadProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,checksum,termination,expiration";
    public const string ChecksumAlgorithms = "sha1,sha256";
    public const string PieceType = "application/offset+octet-stream";

    /// <summary>An upload that nobody goes on with is given up after this.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private const int LongestMetadata = 4096;

    /// <summary>Null when the version fits. OPTIONS is asked without one.</summary>
    public static Problem? JudgeVersion(string? version) => version == Version ? null : new Problem(ProblemTypes.WrongTusVersion);

    /// <returns>Either what is asked for, or why not.</returns>
    public static (UploadRequest? Request, Problem? No) ReadCreation(string? uploadLength, string? uploadDeferLength, string? uploadMetadata, long largest)
    {
        if (uploadDeferLength is not null)
        {
            return (null, new Problem(ProblemTypes.BadRequest, "Uploads of unknown length are not taken; send Upload-Length."));
        }

        if (ReadNumber(uploadLength) is not { } length || length == 0)
        {
            return (null, new Problem(ProblemTypes.BadRequest, "Upload-Length must be the size of the file in bytes, and more than none."));
        }

        if (length > largest)
        {
            return (null, new Problem(ProblemTypes.TooLarge));
        }

        return ReadMetadata(uploadMetadata) is { } metadata
            ? (new UploadRequest(length, metadata), null)
            : (null, new Problem(ProblemTypes.BadRequest, "Upload-Metadata must be pairs of a name and a value in Base64, separated by commas."));
    }

    /// <summary>Whether a piece may be added. Null when it may.</summary>
    /// <param name="pieceLength">From Content-Length; null when the sender did not know.</param>
    public static Problem? JudgePiece(UploadProgress progress, string? contentType, string? uploadOffset, long? pieceLength, DateTimeOffset now)
    {
        if (!string.Equals(contentType?.Split(';')[0].Trim(), PieceType, StringComparison.OrdinalIgnoreCase))
        {
            return new Problem(ProblemTypes.WrongMediaType, $"The content type of a piece is {PieceType}.");
        }

        if (ReadNumber(uploadOffset) is not { } offset)
        {
            return new Problem(ProblemTypes.BadRequest, "Upload-Offset must say where the piece begins.");
        }

        if (now >= progress.ExpiresAt && !progress.IsFinished)
        {
            return new Problem(ProblemTypes.UploadGone);
        }

        if (offset != progress.Offset)
        {
            return new Problem(ProblemTypes.OffsetConflict);
        }

        return pieceLength > progress.Length - progress.Offset ? new Problem(ProblemTypes.TooLarge, "The piece is longer than what is left of the upload.") : null;
    }

    /// <returns>The checksum, none when there is no header, or why not.</returns>
    public static (UploadChecksum? Checksum, Problem? No) ReadChecksum(string? header)
    {
        if (header is null)
        {
            return (null, null);
        }

        var parts = header.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !ChecksumAlgorithms.Split(',').Contains(parts[0], StringComparer.Ordinal))
        {
            return (null, new Problem(ProblemTypes.BadRequest, $"Upload-Checksum is one of {ChecksumAlgorithms} and the hash in Base64."));
        }

        var hash = new byte[64];
        return Convert.TryFromBase64String(parts[1], hash, out var length)
            ? (new UploadChecksum(parts[0], hash[..length]), null)
            : (null, new Problem(ProblemTypes.BadRequest, "The hash of Upload-Checksum is not Base64."));
    }

    /// <summary>Null when a value is not Base64, a name is empty or comes twice, or there is too much of it.</summary>
    public static IReadOnlyDictionary<string, string>? ReadMetadata(string? header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(header))
        {
            return found;
        }

        if (header.Length > LongestMetadata)
        {
            return null;
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ', 2, StringSplitOptions.TrimEntries);
            var bytes = new byte[LongestMetadata];
            var decoded = 0;
            if (parts[0].Length == 0 || (parts.Length == 2 && !Convert.TryFromBase64String(parts[1], bytes, out decoded)) || !found.TryAdd(parts[0], Encoding.UTF8.GetString(bytes, 0, decoded)))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>As HTTP writes dates.</summary>
    public static string WriteExpiry(DateTimeOffset at) => at.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Digits and nothing else, so that "+5", " 5" and "5.0" are no offsets.</summary>
    private static long? ReadNumber(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
