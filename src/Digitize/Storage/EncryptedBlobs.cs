namespace Digitize.Storage;

public sealed record DocumentKeys(string Account, string Document, byte[] WrappedAccountKey, byte[] WrappedDocumentKey);
