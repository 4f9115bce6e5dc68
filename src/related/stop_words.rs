//! Words that say nothing of what a report is about.
//!
//! In: a language tag. Out: the grammar words of that language, and always those of English, which reports in all languages quote.
//! Words of one and two letters are not listed, because none of them is counted.

/// The stop words of a language, by texts in which spaces part them. Of a language that is not known, those of English.
pub fn stop_words(language: &str) -> &'static [&'static str] {
    match language.split('-').next().unwrap_or_default() {
        "fr" => &[ENGLISH, FRENCH],
        "es" => &[ENGLISH, SPANISH],
        "ar" => &[ENGLISH, ARABIC],
        _ => &[ENGLISH],
    }
}

/// Function words of three letters or more; the tails of contractions ("don't") are shorter than that.
const ENGLISH: &str = "\
    about above after again against all almost along already also although always among and another any \
    anyone anything are aren around away because been before being below between both but can cannot could \
    couldn did didn does doesn doing don done down during each either else enough especially even ever every \
    few for from further gave get gets give given gives goes going got had hadn has hasn have haven having \
    her here hers herself him himself his how however including indeed instead into isn its itself just \
    least less let like made make makes making many may maybe might more moreover most much must near \
    neither never nevertheless next nor not nothing now off often once one ones only onto other others \
    otherwise our ours ourselves out over own per perhaps put quite rather really same see seen several \
    shall she should shouldn since some something still such take taken than that the their theirs them \
    themselves then there thereby therefore these they thing things this those though three through \
    throughout thus together too toward towards two under until unless upon use used uses using very via was \
    wasn way well went were weren what whatever when where whereas whether which while who whom whose why \
    will with within without won would wouldn yes yet you your yours yourself";

/// Articles, prepositions, pronouns, conjunctions, common adverbs, and forms of être, avoir, faire, pouvoir and devoir.
const FRENCH: &str = "\
    afin ailleurs ainsi alors après assez aucun aucune aujourd aussi autant autre autres auquel aux avaient avait avant avec \
    avoir avons avez ayant beaucoup bien car ceci cela celle celles celui cependant certain certaine certaines certains ces cet \
    cette ceux chaque chez comme comment contre dans davantage debout dehors déjà depuis derrière des dès desquelles desquels \
    deux devait devant devra devraient devrait devront doit doivent donc dont duquel durant elle elles encore enfin entre est \
    étaient était étant été être eux faire fait faut font hors hui ici ils jamais jusqu jusque laquelle les lequel lesquelles \
    lesquels leur leurs loin lors lorsqu lorsque lui mais malgré même mêmes mieux moins néanmoins nos notamment notre \
    nous ont ou où outre par parce parfois parmi pas pendant peu peut peuvent plupart plus plusieurs plutôt pour pourra \
    pourraient pourrait pourront pourquoi presque puis puisque quand quant que quel quelle quelles quelqu quelque quelques quels \
    qui quoi quoique sans sauf selon sera seraient serait seront ses seul seule seulement sinon soient sois soit sommes son sont \
    sous souvent sur surtout tandis tant tel telle telles tels toujours tous tout toute toutefois toutes très trop une vers \
    voici voilà vos votre vous";

/// Articles, prepositions, pronouns, conjunctions, common adverbs, and forms of ser, estar, haber, hacer, tener and poder.
const SPANISH: &str = "\
    además adonde ahora algo algún alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aquí así aún aunque \
    bajo bien cabe cada casi como cómo con contra cual cuál cuales cualquier cuando cuándo cuanto cuya cuyas cuyo cuyos debe \
    deben debido del desde después donde dónde dos durante ella ellas ello ellos embargo entonces entre era eran eres esa esas \
    ese eso esos esta está estaba estaban estado estamos están estar estas este estén esto estos fue fueron fuera fuese gran \
    haber había habían habrá habría hace hacen hacer hacia han hasta hay haya hecho incluso junto las les los luego mas más \
    mayor mediante menos mientras misma mismas mismo mismos mucha muchas mucho muchos muy nada nadie ningún ninguna ninguno nos \
    nosotros nuestra nuestras nuestro nuestros nunca otra otras otro otros para pero poca pocas poco pocos podrá podrán podría \
    podrían por porque pronto pueda puede pueden pues que qué quien quién quienes sea sean según ser será serán sería serían si \
    sido siempre sin sino sobre sola solo sólo solamente son soy sus suya suyo tal tales también tampoco tan tanta tanto tantos \
    tendrá tener tenía tiene tienen toda todas todavía todo todos tras tres tuvo una unas uno unos varias varios veces vez ya";

/// Prepositions, pronouns, conjunctions, particles and forms of كان, also with "and" written before them.
const ARABIC: &str = "\
    أبدا أثناء أجل أحد أحيانا أخرى آخر آخرون إذا إذن إذ ألا إلا التي الذي الذين اللاتي اللواتي اللذان إلى إلي أما إما أمام أمس إن أنا أنت \
    انه أنه أنها أنهم إنه إنها إنهم أو أول أولئك أي أيضا أية أين أيها بأن باسم بسبب بعد بعض بعضها بعضهم بغير بل بلا بما بها بهذا بهذه بهم \
    بين بينما تحت تكون تلك تلو ثم ثمة جدا جميع حتى حول حيث حين حينما خارج خلال داخل دون ذات ذلك ربما رغم سوف سوى سيكون ستكون شيء ضد ضمن عبر \
    عدا عدة عدم على علي عليه عليها عليهم عن عند عندما عنه عنها غالبا غير فإن فان فقد فقط فلا فما فهو فهي فوق في فيما فيه فيها قبل قد كان كانت \
    كانوا كذلك كل كلا كلما كما كيف لأن لدى لدي لذا لذلك لعل لكن لكي لكنه لكنها للتي للذي لم لما لماذا لن لنا له لها لهذا لهذه لهم لو لولا ليس ليست \
    مازال مثل مجرد مع معظم معه معها من منذ منها منه منهم نحن نحو نعم نفس نفسه نفسها هذا هذان هذه هكذا هل هم هما هن هنا هناك هنالك هو هي وأن وإن \
    وإذا وأنه وأنها وقد وقال وكان وكانت وكما ولا ولكن ولم ولن وليس وما ومع ومن وهذا وهذه وهو وهي وفي وعلى وإلى وعن وبين وذلك وبعد وقبل وحتى ولو يجب \
    يمكن يكون يكونوا";

#[cfg(test)]
mod tests {
    use super::*;

    fn has(language: &str, word: &str) -> bool {
        stop_words(language).iter().any(|words| words.split_whitespace().any(|one| one == word))
    }

    #[test]
    fn a_language_has_its_own_words_and_those_of_english() {
        assert!(has("fr-CA", "dans") && has("es", "según") && has("ar", "التي") && has("fr", "the"));
        assert!(!has("en", "dans") && !has("es", "dans") && has("de", "the") && has("", "the"));
    }

    #[test]
    fn words_are_in_lower_case_and_nothing_else() {
        let all = ["fr", "es", "ar"].map(stop_words).concat();
        for word in all.iter().flat_map(|words| words.split_whitespace()) {
            assert_eq!(word, word.to_lowercase());
        }
    }
}
