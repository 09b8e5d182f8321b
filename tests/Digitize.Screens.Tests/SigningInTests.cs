namespace Digitize.Screens.Tests;

public sealed class SigningInTests
{
    [Test]
    public async Task Somebody_signs_in_with_the_issued_password_and_is_where_he_wanted_to_go()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync();
        await person.Page.GotoAsync("/trash");
        await person.PictureAsync("sign-in");
        Assert.That(person.Page.Url, Does.Contain("/sign-in?to=%2Ftrash"));
        await person.Page.FillAsync("#login", customer.Login);
        await person.Page.FillAsync("#password", customer.Password);
        await person.Page.ClickAsync("form[action='/sign-in'] .primary");
        await person.Page.WaitForURLAsync("**/trash");
        Assert.That(person.Complaints, Is.Empty);
    }
}
