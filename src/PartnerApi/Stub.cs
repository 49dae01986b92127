namespace PartnerApi.Sandbox;

internal static class SandboxGuide
{
    public static void Print(WebApplication app)
    {
    }

    public static void AddSandbox(this WebApplicationBuilder b)
    {
    }
}
