namespace Digitize.Screens.Tests;

/// <summary>An account with letters that have been read, for tests that change nothing. Made once: reading takes seconds.</summary>
internal static class Letters
{
    private static readonly Lazy<Task<Archive>> Once = new(MakeAsync);

    public static Task<Archive> ReadAsync() => Once.Value;

    private static async Task<Archive> MakeAsync()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(customer);
        var tax = await person.SendAsync(TestFolders.Sample("grundsteuerbescheid.tif"), "Grundsteuerbescheid 2026");
        var receipt = await person.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Kassenbon");
        await person.RestingAsync(tax);
        await person.RestingAsync(receipt);
        return new Archive(customer, tax, receipt);
    }

    /// <param name="Tax">Two pages.</param>
    /// <param name="Receipt">One page.</param>
    internal sealed record Archive(Customer Owner, string Tax, string Receipt);
}
