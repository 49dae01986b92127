namespace PartnerApi.Registry.Synthetic;

/// <summary>
/// Names of synthetic holders. Every word has fewer than nine letters. The sandbox's test holders have longer names, so the two never coincide.
/// </summary>
internal static class SyntheticNames
{
    public static readonly string[] First = Split("""
        Aaliyah Aaron Adriana Ahmed Aisha Alicia Amara Amir Ana Anaïs Andre Angela Anil Anthony Ariel Asha Ayesha Beatriz Bilal Brandon
        Camila Carlos Carmen Chen Chloé Chioma Claire Daniel David Deborah Diego Dmitri Elena Eli Emeka Emily Esther Fatima Fatou Felix Gabriel Grace
        Hana Hassan Hui Ibrahim Ines Irina Isaac Ivan Jamal Jasmine Javier Jean Jin José Juan Julia Kamal Karim Keisha Kevin Kwame Laila Leila Leon
        Li Luis Lucía Malik Marcus María Marie Mei Miguel Mila Mohammed Monica Nadia Naomi Nia Nikhil Noor Olga Omar Oscar Patrick Paula Priya Rachel
        Rafael Raj Rosa Ruth Samuel Sara Sean Sofía Svetlana Tariq Teresa Thi Tomás Uche Vera Victor Wei Yara Yusuf Zainab Zoë
        """);

    public static readonly string[] Last = Split("""
        Abdullah Acosta Adeyemi Ahmed Ali Alvarez Baker Baptiste Begum Bennett Brown Campbell Carter Castillo Chan Chaudhry Chen Chowdury Cohen Collins
        Cruz Davis Delgado Diallo Díaz Edwards Estrada Evans Feldman Flores Foster Friedman García Goldberg Gómez Gonzalez Green Guzman Hall
        Haque Harris Hill Hossain Huang Hughes Hussain Islam Ivanov Jackson James Jiménez Johnson Jones Joseph Kaplan Kaur Khan Kim King Kowalski
        Lee Levy Li Lin Liu López Louis Martin Medina Mendoza Miller Mitchell Mohamed Moore Morales Morgan Murphy Nguyen Nowak Núñez O'Brien Okafor Ortiz
        Park Patel Perez Peters Petrov Phillips Pierre Popov Quispe Rahman Ramírez Reyes Rivera Roberts Rossi Russo Salazar Sánchez Santos Scott Shah
        Shapiro Singh Smith Soto Suarez Tang Taylor Thomas Torres Tran Turner Uddin Vargas Vega Vasquez Walker Wang White Williams Wilson Wong Wright Wu
        Xu Yang Young Zhang Zheng
        """);

    private static string[] Split(string names) => names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
