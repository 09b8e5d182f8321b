using Digitize.Storage;

namespace Digitize.Processing;

/// <summary>One blob in the clear, in a folder of the scratch folder that goes with it. It is decrypted once, however many ask for it.</summary>
internal sealed class ClearFile(EncryptedBlobs blobs, ScratchFolder folder, string name) : IDisposable
{
    private readonly SemaphoreSlim _filling = new(1, 1);

    internal string Path { get; } = System.IO.Path.Combine(folder.Path, name);

    internal bool IsFilled { get; private set; }

    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    internal async Task FillAsync(DocumentKeys keys, BlobKey blob, CancellationToken cancel)
    {
        await _filling.WaitAsync(cancel);
        try
        {
            if (!IsFilled)
            {
                await using var content = await blobs.OpenAsync(keys, blob, cancel);
                await using var file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
                await content.CopyToAsync(file, cancel);
                IsFilled = true;
            }
        }
        finally
        {
            _filling.Release();
        }
    }

    public void Dispose()
    {
        _filling.Dispose();
        folder.Dispose();
    }
}
