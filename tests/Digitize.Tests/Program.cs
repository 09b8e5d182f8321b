using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests;

/// <summary>The test assembly as a process of its own, for tests that trace its system calls, let them fail, or kill it.</summary>
internal static class Program
{
    /// <summary><c>write-blob ROOT KEY LENGTH</c> writes one blob of that many bytes (<see cref="Content"/>) and says "written" when it is safe.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["write-blob", var root, var key, var length])
            return 2;
        try
        {
            using var random = new Zeros();
            var store = new DiskBlobStore(root, random);
            await store.WriteAsync(BlobKey.TryParse(key)!.Value, new MemoryStream(Content(int.Parse(length))), CancellationToken.None);
        }
        catch (IOException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }

        Console.Out.Write("written");
        return 0;
    }

    /// <summary>The name that the blob has while it is written.</summary>
    public static string UnfinishedName(string path) => $"{path}.{new string('0', 16)}.part";

    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3))];

    /// <summary>Chance left out, so that a test knows the name of every file beforehand.</summary>
    private sealed class Zeros : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => Array.Clear(data);
    }
}
