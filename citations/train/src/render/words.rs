//! The words that works are invented of, by language. All of it is made up, or as common as towns.

use super::values::Tongue;

/// The words of a language; of several, `|` stands between them.
pub(crate) struct Words {
    /// Given names.
    pub(crate) given: &'static str,
    /// Family names.
    pub(crate) families: &'static str,
    /// What titles are made of.
    pub(crate) nouns: &'static str,
    /// “And”.
    pub(crate) and: &'static str,
    /// “In”, of a place.
    pub(crate) within: &'static str,
    /// Towns.
    pub(crate) towns: &'static str,
    /// Publishers.
    pub(crate) publishers: &'static str,
    /// Journals.
    pub(crate) journals: &'static str,
    /// Newspapers.
    pub(crate) newspapers: &'static str,
    /// Series, with the word before their number.
    pub(crate) series: &'static str,
    /// Kinds of theses.
    pub(crate) theses: &'static str,
    /// Institutions that write.
    pub(crate) bodies: &'static str,
    /// Months, as dates have them.
    pub(crate) months: &'static str,
}

const ENGLISH: Words = Words {
    given: "John|Margaret|Thomas|Susan|Robert|Helen|Peter|Anne|Keith|Linda|William|Ruth|Gavin|Fiona|Amartya|\
        Wei|Noor|Kwame|Siobhan|Eleanor|Frank|Carol",
    families: "Harrow|Whitlock|Pemberton|Ashdown|Okafor|Lindqvist|Barlow|Thorne|Macallan|Fenwick|Hargreaves|\
        Sen|Chaudhuri|O'Leary|Novak|Marlowe|Kingsley|Tanaka|Wexler|Drummond|Goldfarb|Stone|Price|Green",
    nouns: "The Salt Trade|Citizenship|Marriage and Property|The Limits of Contract|Rivers|\
        A History of Silence|Governing the Forest|Law and Memory|The Making of the Harbour|Empire|\
        Women's Work|Reading Maps",
    and: "and",
    within: "in",
    towns: "London|Oxford|New York|Cambridge|Chicago|Cambridge, MA|Princeton|Toronto|Sydney|Edinburgh|\
        Berkeley|New Haven, Conn.|Boston|Ithaca, NY",
    publishers: "Oxford University Press|Cambridge University Press|Routledge|Knopf|Harvard University Press|\
        Penguin|Verso|Clarendon Press|Polity|Macmillan|Hart|University of Chicago Press|Ashgate|Brill|\
        W. W. Norton|Yale UP|OUP|CUP",
    journals: "Journal of Law and Society|J. of Law and Society|Modern Law Rev.|Yale Law J.|Past & Present|\
        The Journal of Salt Studies|Law and Society Review|Harvard Law Rev.|Stan. L. Rev.|\
        Oxford J. of Legal Studies|Social & Legal Studies|McGill LJ|Osgoode Hall LJ|\
        History Workshop Journal|Critical Inquiry|Mich. L. Rev.|Sydney Law Rev.|Feminist Legal Studies|\
        Political Studies",
    newspapers: "New York Times|The Guardian|The Times|The Age|Washington Post|The Globe and Mail|\
        Financial Times|Dawn (Lahore)|The Observer|Wall Street Journal|The Economist|Irish Times",
    series: "Studies in Social History|Cambridge Studies in Law|Lecture Notes in Salt Science|Camden Series|\
        Routledge Studies in Memory|NBER Working Paper",
    theses: "PhD diss.|PhD thesis|Master's thesis|unpublished PhD thesis|doctoral dissertation|LLM thesis",
    bodies: "Law Reform Commission|United Nations|Department of Health|Human Rights Watch|World Bank|\
        Australian Law Reform Commission|National Research Council|A.L.R.C.|Ministry of Justice|\
        Amnesty International",
    months: "January|February|March|April|May|June|July|August|September|October|November|December|Jan.|Feb.|\
        Sept.|Oct.|Dec.",
};

const GERMAN: Words = Words {
    given: "Hans|Klaus|Ursula|Erhard|Niklas|Wolfgang|Sabine|Karl-Heinz|Udo|Monika|Jürgen|Rolf|Gottfried|\
        Birgit|Ekkehard|Hartmut",
    families: "Steinhauer|Lindemann|Brockdorff|Reiser|Waldner|Krüger|Hohenfels|Tillmann|Schöller|Vogt|Ahrens|\
        Morgenthal|Bender|Pfeiffer|Grabowski|Zacher|Kübler|Röhl",
    nouns: "Die Ordnung der Märkte|Recht und Gesellschaft|Das Salz|Soziologie der Gerichte|Legitimation|\
        Der Zugang zum Recht|Die Geschichte der Mietprozesse|Strafverfolgung|Erinnerung|Verfahren|\
        Untersuchungen zur Rechtsberatung|Handel",
    and: "und",
    within: "in",
    towns: "Berlin|Frankfurt am Main|Frankfurt/Main|München|Tübingen|Köln|Opladen|Neuwied|Wien|Stuttgart|\
        Leipzig|Göttingen|Baden-Baden|Neuwied und Darmstadt|Berlin/New York|Hamburg|Zürich|Bielefeld|\
        Reinbek",
    publishers: "Suhrkamp|C.H. Beck|Mohr Siebeck|Nomos|de Gruyter|Westdeutscher Verlag|Luchterhand|\
        Duncker & Humblot|Campus|Böhlau|Wissenschaftszentrum Berlin|Metzler",
    journals: "Zeitschrift für Rechtssoziologie|Archiv für Kulturgeschichte|Historische Zeitschrift|\
        Kölner Zeitschrift für Soziologie und Sozialpsychologie|JZ|NJW|Soziale Welt|\
        Zeitschrift für Soziologie|Jahrbuch für Rechtssoziologie und Rechtstheorie|AöR|DuR|\
        Kriminologisches Journal",
    newspapers: "Frankfurter Allgemeine Zeitung|Süddeutsche Zeitung|Die Zeit|Der Spiegel|Neue Zürcher Zeitung|\
        taz|FAZ",
    series: "Schriften zur Rechtssoziologie, Bd.|Beihefte zum Archiv|Abhandlungen zum Strafrecht|\
        edition suhrkamp",
    theses: "Diss.|Phil. Diss.|jur. Diss.|Dissertation|Habil.|Diss. jur.|Manuskript",
    bodies: "Statistisches Bundesamt|Bundesministerium der Justiz|Max-Planck-Institut für Salzforschung|\
        Deutscher Bundestag|Bundesamt für Statistik",
    months: "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
};

const FRENCH: Words = Words {
    given: "Jean|Marie|Pierre|Claude|Françoise|Michel|Jean-Pierre|Hélène|Louis|Étienne|Sylvie|Jacques",
    families: "Delacour|Marchand|Lefèvre|Duroc|Beaumanoir|Tissier|Morel|Garnier|Chastel|Rouvière|Bonnet|\
        Lacombe|Perrault",
    nouns: "Le commerce du sel|La ville et ses archives|Les frontières du droit|L'État et la mémoire|\
        Histoire des marchés|La république des lettres|Les gens de mer|Le contrat|Pouvoirs",
    and: "et",
    within: "à",
    towns: "Paris|Lyon|Genève|Bruxelles|Montréal|Strasbourg|Aix-en-Provence|Rennes|Québec",
    publishers: "Gallimard|Seuil|PUF|Armand Colin|Dalloz|L.G.D.J.|Fayard|Presses universitaires de France|\
        Albin Michel|Droz|Éditions du CNRS|LGDJ|Bruylant",
    journals: "Annales|Revue historique|RTD civ.|Revue française de sociologie|D.|\
        Annales. Histoire, sciences sociales|RFDA|Cahiers du monde russe|\
        Actes de la recherche en sciences sociales|Revue du droit public",
    newspapers: "Le Monde|Le Figaro|Libération|Le Devoir|Le Soir",
    series: "Bibliothèque de droit privé, t.|Que sais-je ?, n°|Cahiers du salin",
    theses: "thèse de doctorat|thèse|mémoire de master|thèse dactyl.",
    bodies: "Conseil d'État|Ministère de la Justice|INSEE|Cour de cassation|Conseil de l'Europe",
    months: "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
};

const ITALIAN: Words = Words {
    given: "Giuseppe|Maria|Carlo|Lucia|Gino|Paolo|Anna|Marino|Francesca|Aldo|Rodolfo|Elena",
    families: "Bertolini|Zanetti|Morosin|Gallo|Cessari|Berengo|Tomaselli|Luzzati|Pavan|Ferrarin|Romanello|\
        Contarin|De Santis",
    nouns: "Il commercio del sale|La Repubblica di Venezia|Storia della scuola|I libri e le stampe|Le arti|\
        La pittura|Ville e giardini|Ricerche sull'economia|Il Senato|Lettere|Documenti",
    and: "e",
    within: "a",
    towns: "Venezia|Milano|Roma|Firenze|Torino|Bologna|Padova|Napoli|Treviso|Vicenza|Roma-Bari|Milano-Napoli",
    publishers: "Einaudi|Laterza|Olschki|Il Mulino|Neri Pozza|Marsilio|Electa|Giuffrè|Feltrinelli|Mondadori|\
        Antenore|Istituto Poligrafico",
    journals: "Studi Veneziani|Archivio Veneto|Rivista storica italiana|Ateneo Veneto|Nuova Rivista Musicale|\
        Arte Veneta|Quaderni storici|Nuovo Archivio Veneto|Il Foro italiano",
    newspapers: "Corriere della Sera|La Repubblica|Il Gazzettino|La Stampa",
    series: "Collana di studi, n.|Fonti per la storia,|Civiltà veneziana. Saggi,",
    theses: "tesi di laurea|tesi di dottorato|catalogo della mostra",
    bodies: "Ministero della Giustizia|Istituto Veneto|Accademia dei Lincei|Archivio di Stato",
    months: "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
};

const SPANISH: Words = Words {
    given: "José|María|Juan|Carmen|Luis|Ana|Francisco|Pilar|Miguel|Rosa",
    families: "García Montes|Herrera|López Rivas|Castillo|Ortega|Vega|Navarro|Prieto Sanz|Salazar|Mendoza|\
        Iglesias",
    nouns: "El comercio de la sal|La memoria histórica|El derecho y la sociedad|Historia de los mercados|\
        Las mujeres|La ciudad colonial|El Estado|Los puertos|Teoría del contrato",
    and: "y",
    within: "en",
    towns: "Madrid|Barcelona|Sevilla|México|Buenos Aires|Salamanca|Bogotá|Valencia|México, D.F.",
    publishers: "Alianza|Fondo de Cultura Económica|Cátedra|Tecnos|Siglo XXI|Ariel|Crítica|Aranzadi|\
        Tirant lo Blanch|Taurus",
    journals: "Revista de Indias|Hispania|Revista española de derecho|Cuadernos de historia|\
        Anuario de estudios|Historia Mexicana",
    newspapers: "El País|El Mundo|La Nación|ABC",
    series: "Colección Historia, n.º|Serie Derecho,",
    theses: "tesis doctoral|tesis de maestría",
    bodies: "Ministerio de Justicia|Naciones Unidas|Tribunal Constitucional",
    months: "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
};

const PORTUGUESE: Words = Words {
    given: "João|Maria|António|Sérgio|Ana|Paulo|Luísa|Fernando",
    families: "Ferreira|Carvalho|Almeida|Teixeira|Nogueira|Barbosa|Moreira|Pinto|Magalhães",
    nouns: "O comércio do sal|História do Brasil|A escravidão|O direito e a cidade|Memória|Os portos|\
        A formação do Estado|Contratos",
    and: "e",
    within: "em",
    towns: "Lisboa|São Paulo|Rio de Janeiro|Coimbra|Porto|Belo Horizonte|Brasília",
    publishers: "Companhia das Letras|Almedina|Saraiva|Editora UFMG|Caminho|Civilização Brasileira|Malheiros",
    journals: "Revista Brasileira de História|Análise Social|Estudos Históricos|Revista de Direito|\
        Lusitania Sacra",
    newspapers: "Folha de S. Paulo|Público|O Globo",
    series: "Coleção Brasiliana, v.|Série Estudos,",
    theses: "tese de doutorado|dissertação de mestrado|Tese (Doutorado)",
    bodies: "Ministério da Justiça|IBGE|Supremo Tribunal Federal",
    months: "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
};

const DUTCH: Words = Words {
    given: "Jan|Pieter|Johanna|Willem|Cornelis|Marijke|Hendrik|Els",
    families: "Vermeer|Jansen|Bakker|Dijkstra|Meulenbelt|Hoekstra|Smit|Kuiper",
    nouns: "De zouthandel|Recht en samenleving|Geschiedenis van de haven|Het geheugen|De republiek|Vrouwen|\
        Het contract",
    and: "en",
    within: "in",
    towns: "Amsterdam|Leiden|Den Haag|Utrecht|Antwerpen|Rotterdam|Nijmegen",
    publishers: "Brill|Boom|Kluwer|Amsterdam University Press|Van Oorschot|Bert Bakker",
    journals: "Tijdschrift voor Geschiedenis|BMGN|Nederlands Juristenblad|Tijdschrift voor Sociale Geschiedenis",
    newspapers: "NRC Handelsblad|de Volkskrant|Trouw",
    series: "Werken uitgegeven door het genootschap,|Reeks Recht,",
    theses: "proefschrift|dissertatie",
    bodies: "Centraal Bureau voor de Statistiek|Ministerie van Justitie",
    months: "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
};

const RUSSIAN: Words = Words {
    given: "Иван|Анна|Сергей|Н. В.|А. И.|Елена|В. П.|Дмитрий|Ю. М.|Л. С.",
    families: "Соколов|Иванова|Петренко|Белов|Кузнецова|Лотман|Орлов|Медведев|Сахаров|Зорин",
    nouns: "История соляной торговли|Право и общество|Память|Русская деревня|Очерки истории города|\
        Государство|Рынки|Письма|Договор",
    and: "и",
    within: "в городе",
    towns: "М.|Москва|СПб.|Л.|Санкт-Петербург|Киев|М.; Л.|Новосибирск",
    publishers: "Наука|Изд-во МГУ|НЛО|Мысль|РОССПЭН|Языки славянской культуры",
    journals: "Вопросы истории|Отечественная история|Вестник МГУ|Русская литература|Государство и право|\
        Новое литературное обозрение",
    newspapers: "Известия|Правда|Коммерсантъ",
    series: "Труды института,|Серия истории, вып.",
    theses: "дис. … канд. ист. наук|автореф. дис. … д-ра юрид. наук",
    bodies: "Российская академия наук|Министерство юстиции",
    months: "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
};

/// The words of a language.
pub(crate) fn own_words(tongue: Tongue) -> &'static Words {
    match tongue {
        Tongue::English => &ENGLISH,
        Tongue::German => &GERMAN,
        Tongue::French => &FRENCH,
        Tongue::Italian => &ITALIAN,
        Tongue::Spanish => &SPANISH,
        Tongue::Portuguese => &PORTUGUESE,
        Tongue::Dutch => &DUTCH,
        Tongue::Russian => &RUSSIAN,
    }
}
