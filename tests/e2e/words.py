"""What the people of the main story write, in three languages."""

from __future__ import annotations

from tests.e2e.story import Words

KAZAKH = Words(
    prefix="",
    question="Әжем төсек тартып жатыр, учаскеге бара алмайды. Үйге келіп дауыс ала ма? Телефоным 8 701 123 45 67",
    reply="Сәлеметсіз бе! Әжеңіз сайлау учаскесінің тізімінде бар ма?",
    thanks="Иә, тізімде бар, тексердім.",
    short="Иә. Дауыс беру күні сағат 12:00-ге дейін жазбаша өтініш берсеңіз, комиссия үйге келеді.",
    explanation="Денсаулығына байланысты келе алмайтын адамның үйіне комиссияның екі мүшесі жылжымалы жәшікпен барады.",
    public_question="Төсек тартып жатқан туысым үйде дауыс бере ала ма?",
    search="төсек тартып жатыр үйде дауыс",
)
RUSSIAN = Words(
    prefix="/ru",
    question="Бабушка лежачая и не дойдёт до участка. Комиссия приедет домой? Мой номер 8 701 123 45 67",
    reply="Здравствуйте! Бабушка есть в списке избирателей?",
    thanks="Да, есть, я проверил.",
    short="Да. Подайте письменное заявление до 12:00 в день голосования, и комиссия приедет домой.",
    explanation="К тем, кто не может прийти по состоянию здоровья, выезжают два члена комиссии с переносной урной.",
    public_question="Может ли лежачий родственник проголосовать дома?",
    search="лежачий родственник голосует дома",
)
ENGLISH = Words(
    prefix="/en",
    question="My grandmother is bedridden and cannot get to the station. Do they come home? Call 8 701 123 45 67",
    reply="Hello! Is she on the voter list of your polling station?",
    thanks="Yes she is, I have checked it.",
    short="Yes. Hand in a written request by 12:00 on voting day and the commission comes to her.",
    explanation="Two members of the commission visit people who cannot come for health reasons, with a mobile box.",
    public_question="Can a bedridden relative vote at home?",
    search="bedridden relative vote home",
)
