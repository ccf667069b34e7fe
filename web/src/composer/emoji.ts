const list = (text: string): readonly string[] => text.split(' ');

/** Faces, hands, hearts, occasions, things of a day's work, signs. */
export const groups: readonly (readonly string[])[] = [
  list('😀 😃 😄 😁 😊 🙂 😉 😍 🥰 😘 😂 🤣 😅 😇 🤗 🤔 😐 😏 🙄 😬 😌 😴 😷 🤒 😢 😭 😔 😟 😮 😳 😱 😡 🥳 😎 🤩 🙃'),
  list('👍 👎 👌 ✌️ 🤞 🤝 👏 🙌 🙏 💪 👋 🤚 ☝️ 👇 👉 👈 ✍️ 🫶 🤲 💅'),
  list('❤️ 🧡 💛 💚 💙 💜 🤍 🖤 💔 💕 💖 💐 🌹 🌸 🌷 ⭐ 🌟 ✨ 🔥 💯'),
  list('🎉 🎊 🎁 🎂 🥂 🎈 🏆 🌙 ☀️ 🌈 ☕ 🍰 🍽️ 🍕 🥗 🍓 ✈️ 🚗 🏠 🏖️'),
  list('📅 🗓️ ⏰ ⌛ ⏳ 📍 🗺️ 📞 📱 💬 📧 📎 📄 📷 🎥 🎤 🔔 💳 💵 🧾 🛍️ 📦 🔑 🔗 💇 💆 💅 🦷 🩺 💊 🔮 🕯️ 🧘 ✂️ 🧴 💄'),
  list('✅ ☑️ ✔️ ❌ ❗ ❓ ⚠️ 🚫 ℹ️ 🆗 🆕 🔜 ➡️ ⬅️ ⬆️ ⬇️ 🔄 🔝 ➕ ➖'),
].map((group, index, all) => group.filter((emoji) => !all.slice(0, index).some((before) => before.includes(emoji))));
