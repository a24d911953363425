export { answerMessage } from './answer-message.ts';
export { tellCanary, tellMorning, tellUndelivered } from './digest.ts';
export { keepTime } from './reminders.ts';
